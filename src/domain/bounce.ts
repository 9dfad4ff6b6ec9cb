/**
 * What a bounce says: who did not get the mail, why, and whether the address itself is at fault. Read from the report where there is
 * one (RFC 3464), else from what mail servers write in its place; in linear time, and never trusted before the mail is known as ours.
 */
import { type BounceReason, bounceReason, isHardReason, statusOf } from "./bounce-reasons.ts";
import { ownWords, QUOTED_SUBJECT, recipientsInText, reportsInText } from "./bounce-text.ts";
import type { DeliveryReport, ParsedMail } from "./message.ts";

export interface BouncedRecipient {
  /** The address that we wrote to, as the server names it. */
  address: string;
  /** Where the mail had been passed on to, where the server says so. */
  finalAddress: string | null;
  /** RFC 3463; made from the reason where the server states none. */
  status: string;
  reason: BounceReason;
  /** The address takes no mail and will not; everything else may pass. */
  hard: boolean;
  /** Still being tried (RFC 3464 2.3.3: delayed). */
  delayed: boolean;
  /** The server's words. */
  response: string;
}

export interface Bounce {
  recipients: BouncedRecipient[];
  /** Of the first recipient. */
  status: string;
  hard: boolean;
}

const MAX_RECIPIENTS = 100;
const LONGEST_RESPONSE = 2_000;
/** An enhanced status code, not part of an address or a version: `550 5.1.1 …`, `(#5.1.1)`. */
const ENHANCED = /(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/g;
const REPLY_CODE = /(?<![\d.#-])([45])[0-5]\d(?=[\s:;,#"'<\])-]|$)/g;
export function readBounce(mail: ParsedMail): Bounce {
  const words = ownWords(mail.text);
  const found = findRecipients(mail, words);
  const recipients = found.map((one) => judge(one, words, found.length, mail.subject));
  const [first] = recipients;
  if (first) return { recipients, status: first.status, hard: first.hard };
  const { status, hard } = judge(NOBODY, words, 1, mail.subject);
  return { recipients, status, hard };
}

/** Whether a server's refusal, in its own words, is about the address itself. */
export function condemnsAddress(response: string): boolean {
  return judge({ ...NOBODY, diagnostic: response }, "", 1, "").hard;
}

type Reported = DeliveryReport["recipients"][number];
const NOBODY: Reported = { address: "", finalAddress: null, action: null, status: null, diagnostic: null };

function findRecipients(mail: ParsedMail, words: string): Reported[] {
  const parsed = mail.deliveryReport?.recipients ?? [];
  const reported = parsed.length > 0 ? parsed : reportsInText(mail.text);
  const failed = reported.filter((one) => !/^(?:delivered|relayed|expanded)$/.test(one.action ?? ""));
  if (failed.length > 0) return failed;
  const named = mail.headers
    .filter((header) => header.name === "x-failed-recipients")
    .flatMap((header) => header.value.split(/[\s,<>]+/).filter((word) => word.includes("@")));
  const own = new Set(
    [...mail.to, ...mail.cc, ...mail.from]
      .map((one) => one.address.toLowerCase())
      .filter((one) => one !== ""),
  );
  const written = named.length > 0 ? named : recipientsInText(words, own);
  const returned = mail.deliveryReport?.originalRecipients ?? [];
  const addresses = written.length > 0 ? written : returned;
  return [...new Set(addresses)].slice(0, MAX_RECIPIENTS).map((address) => ({ ...NOBODY, address }));
}

function judge(one: Reported, words: string, count: number, subject: string): BouncedRecipient {
  const response = responseFor(one, words, count, subject);
  const status = statedStatus(one, response);
  const reason = bounceReason(response.replace(QUOTED_SUBJECT, ""), status);
  const isWarning = /^\s*(?:warning|delayed mail|mail delayed|mail delivery warning)\b/i.test(subject);
  const delayed = one.action === "delayed" || (one.action === null && isWarning && !isHardReason(reason));
  const isTransient = delayed || (status === null && repliesWith(response) === "4");
  const hard = !delayed && !status?.startsWith("4") && isHardReason(reason);
  return {
    address: one.address,
    finalAddress: one.finalAddress,
    status: status ?? statusOf(reason, isTransient),
    reason,
    hard,
    delayed,
    response: response.slice(0, LONGEST_RESPONSE).trim(),
  };
}

/** The diagnostic of the report; else the lines about this recipient; else all that the server wrote. */
function responseFor(one: Reported, words: string, count: number, subject: string): string {
  if (one.diagnostic !== null && /[a-z]{3}/i.test(one.diagnostic.replace(/^[^;]*;/, "")))
    return one.diagnostic;
  const about = count > 1 ? linesAbout(one.address, words) : "";
  const said = about === "" ? words : about;
  return [one.diagnostic, said.trim() === "" ? subject : said].filter(Boolean).join("\n");
}

/** From the line that names the recipient to the one before the next that starts with an address, at most ten. */
function linesAbout(address: string, words: string): string {
  const lines = words.split("\n");
  const wanted = address.toLowerCase();
  const at = lines.findIndex((line) => line.toLowerCase().includes(wanted));
  if (at < 0) return "";
  const rest = lines.slice(at + 1, at + 10);
  const end = rest.findIndex(
    (line) => /^\s*[<"]?[^\s@<>"]{1,64}@/.test(line) && !line.toLowerCase().includes(wanted),
  );
  return [lines[at], ...(end < 0 ? rest : rest.slice(0, end))].join("\n");
}

/** `X.0.0` says nothing: what the server's words state counts before it. */
function statedStatus(one: Reported, response: string): string | null {
  const { status } = one;
  const isVague = status === null || /^\d\.0\.0$/.test(status);
  if (!isVague) return status;
  const bounded = response.slice(0, 20_000);
  const codes = [...bounded.matchAll(ENHANCED)].map((match) => match[0]);
  const telling = codes.find(
    (code) => !/^\d\.0\.0$/.test(code) && (status === null || code[0] === status[0]),
  );
  return telling ?? status ?? codes[0] ?? null;
}

/** Class of the first SMTP reply code in it (RFC 5321 4.2). */
function repliesWith(response: string): string | null {
  const [first] = response.slice(0, 20_000).matchAll(REPLY_CODE);
  return first?.[1] ?? null;
}
