/** Reads bounces that no standard shaped: where the server's own words end and the returned mail begins, and which addresses they name. */

/** A server's words are short; a hostile mail's are not. */
const MAX_WORDS = 60_000;
const MAX_FOUND = 100;
const LONGEST_LINE = 2_000;

/** The line above a returned mail. */
const ORIGINAL_MARK =
  /^[\s>*=~_#-]{0,40}(?:this is a copy of|(?:the )?(?:text|headers?|body|first \d+ lines) of (?:your|the) (?:original )?(?:message|mail)|(?:your )?original (?:message|mail)\b(?! (?:was|received|to|subject))|below (?:this line )?is (?:a copy|the original)|(?:message|mail|original) headers? follow|(?:here is|included is) a copy of|unsent message|returned (?:message|mail)\b|the header of the|bounced e-?mail|(?:start of )?returned message|copy of (?:your|the) (?:original )?(?:message|mail)|undelivered message|message header|message text follows|a copy of (?:your|the) (?:original )?message|-{2,} ?forwarded message|kopie (?:der|ihrer)|kopi af (?:din|meddelelsen)|los encabezados|原始邮件|begin message|attached is)/i;
const HEADER_LINE =
  /^(?:return-path|received|message-id|from|to|cc|date|subject|mime-version|content-type|reply-to|sender|user-agent|dkim-signature|authentication-results|x-[\w-]{1,60}) ?:/i;
/** So many header lines in a row are a mail, not a sentence. */
const HEADER_LINES = 3;

const ADDRESS =
  /[^\s<>"'()[\]{},;:|=*\\：，；（）【】《》]{1,64}@(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z0-9-]{2,63}/gi;
/** Whoever runs the server, and ids that look like addresses. */
const NOT_A_RECIPIENT = /^(?:postmaster|mailer-daemon|mail-?admin\w*|abuse|support|helpdesk|no-?reply)@/i;
const OTHER_PURPOSE =
  /(?:message-?id|references|in-reply-to|mail from|from|sender|reply-to|envelope-id|return-path|mailto|contact|x-\w+)\s*[:=]?\s*["'<]*$/i;
const LEADS_TO_RECIPIENT =
  /(?:\bto|recipients?|rcpt to|address(?:es)?|user|mailbox|account|for|an|til|aan|para|à|收件人)\s*[:=：]?\s*(?:rfc822;)?\s*["'<(]*$/i;

/** The line above the list of recipients; what stands in the list counts before whatever else is named. */
const LIST_HEADING =
  /(?:following|these|failed|affected|undeliverable|folgende\w*|følgende|följande|volgende|suivante?s?|siguientes?|seguent[ei]|以下|下列)[^\n]{0,60}(?:recipient|address|user|empfänger|adress|modtager|mottagare|ontvanger|destinatai?r|dirección|indirizz|收件人|地址|受信者)?[^\n:：]{0,60}[:：]?\s*$/i;
/** How far below it the list may begin. */
const LIST_LINES = 3;
/** More than any weight outside of a list. */
const IN_LIST = 3;

/** What the mail was about says nothing of why it came back. */
export const QUOTED_SUBJECT =
  /^[ \t]{0,20}(?:with )?(?:subject|subj|betreff|emne|ämne|onderwerp|objet|asunto|oggetto|assunto|主题|主旨|件名)[ \t]{0,5}[:：][^\n]*$/gim;

/** What the server itself wrote, above the returned mail. */
export function ownWords(text: string): string {
  const lines = text.slice(0, MAX_WORDS).split(/\r\n|[\n\r]/);
  let headers = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (at > 0 && ORIGINAL_MARK.test(line.slice(0, 200))) return lines.slice(0, at).join("\n");
    if (HEADER_LINE.test(line.slice(0, 80))) headers += 1;
    else if (!/^[ \t]+\S/.test(line) || headers === 0) headers = 0;
    if (headers >= HEADER_LINES && at >= headers) return lines.slice(0, at - headers + 1).join("\n");
  }
  return lines.join("\n");
}

/** The addresses that most look like recipients; `own` (who got the bounce, who sent it) only where there is no other. */
export function recipientsInText(words: string, own: ReadonlySet<string>): string[] {
  const found: { address: string; weight: number }[] = [];
  let listed = 0;
  for (const line of words.split("\n")) {
    const bounded = line.slice(0, LONGEST_LINE);
    for (const match of bounded.matchAll(ADDRESS)) {
      const address = match[0].replace(/[.>]+$/, "");
      const weight = weigh(bounded.slice(0, match.index), address);
      if (weight === 0) continue;
      found.push({ address, weight: weight + (listed > 0 ? IN_LIST : 0) });
      // The next one may follow this one's reason.
      if (listed > 0) listed = 2 * LIST_LINES;
    }
    if (LIST_HEADING.test(bounded.slice(-200))) listed = LIST_LINES + 1;
    else if (bounded.trim() !== "") listed -= 1;
    if (found.length > MAX_FOUND) break;
  }
  const others = found.filter((one) => !own.has(one.address.toLowerCase()));
  const pool = others.length > 0 ? others : found;
  const best = Math.max(0, ...pool.map((one) => one.weight));
  return [...new Set(pool.filter((one) => one.weight === best).map((one) => one.address))];
}

function weigh(before: string, address: string): number {
  if (NOT_A_RECIPIENT.test(address)) return 0;
  const lead = before.slice(-80);
  if (/^[\s<"'*>:•-]*(?:"?[^"<>]{0,60}"?\s*<)?$/.test(lead) && !/from/i.test(lead)) return 3;
  if (/(?:final|original)-recipient|rcpt to|recipient address|failed recipient/i.test(lead)) return 3;
  // Where the mail came by on its way: Exim's words, sendmail's.
  if (/\((?:generated|expanded) from:? *<?$/i.test(lead)) return 1;
  if (OTHER_PURPOSE.test(lead)) return 0;
  return LEADS_TO_RECIPIENT.test(lead) ? 2 : 1;
}

/** Fields of a report (RFC 3464) that stand in the text, because the mail around them is broken or passed on. */
export function reportsInText(text: string): {
  address: string;
  finalAddress: string | null;
  action: string | null;
  status: string | null;
  diagnostic: string | null;
}[] {
  const bounded = text.slice(0, MAX_WORDS);
  if (!/^(?:final|original)-recipient\s*:/im.test(bounded)) return [];
  return bounded.split(/\n[ \t]*\r?\n/).flatMap((group) => {
    const unfolded = group.replace(/\r?\n[ \t]{1,20}(?=\S)/g, " ");
    const field = (name: string) =>
      new RegExp(`^${name}[ \\t]{0,9}:[ \\t]{0,9}(.*)$`, "im").exec(unfolded)?.[1]?.trim() ?? null;
    const address = (name: string) => field(name)?.match(ADDRESS)?.[0] ?? null;
    const final = address("final-recipient");
    const original = address("original-recipient") ?? final;
    if (original === null) return [];
    const status = /\d\.\d{1,3}\.\d{1,3}/.exec(field("status") ?? "")?.[0] ?? null;
    const action = field("action")?.split(/\s/)[0]?.toLowerCase() ?? null;
    return [{ address: original, finalAddress: final, action, status, diagnostic: field("diagnostic-code") }];
  });
}
