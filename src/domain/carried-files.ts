/** Which attachments a mail takes along: all of a message or none of it, as far as the mail may grow. */
import type { Desk } from "./desk.ts";
import type { Audience, NoticeName } from "./notice.ts";
import type { NoticeFacts, StoredMessage } from "./notice-facts.ts";

/** Notices that bring a message to somebody, and so its attachments. */
const CARRYING: readonly NoticeName[] = [
  "answer",
  "question",
  "solution",
  "forwarded",
  "new_case",
  "assigned",
  "solution_check",
  "user_wrote",
];

/** Logos, tracking pixels and the like stand in the text of most mails; a picture somebody pasted is larger. */
const SMALLEST_PICTURE = 2_000;
/** Left for the text itself, in bytes. */
const ROOM_FOR_TEXT = 100_000;
/** Base64 in lines of 76 (RFC 2045 6.8). */
const ENCODED_PER_BYTE = (4 / 3) * (78 / 76);

export function isWorthSending(file: { inline: boolean; size: number }): boolean {
  return !file.inline || file.size >= SMALLEST_PICTURE;
}

/** No user is sent a file in which a key to a case stands, though an agent confirmed it: it may be the agent's own. */
export function mayReach(audience: Audience, file: { holdsToken: boolean }): boolean {
  return audience !== "user" || !file.holdsToken;
}

/** Mails in all the wrappings in which mail programs attach or save them. */
export function isWholeMail({ contentType, name }: { contentType: string; name: string }): boolean {
  const isMailType = /^(?:message\/|application\/(?:ms-tnef|vnd\.ms-outlook|mbox)$)/.test(contentType);
  return isMailType || /(?:\.(?:eml|emlx|msg|oft|mbox|mht|mhtml)|^winmail\.dat)$/i.test(name);
}

/** Ids of the messages whose attachments go along, the most wanted first. */
export function chooseCarried(notice: NoticeName, facts: NoticeFacts, desk: Desk): Set<number> {
  let room = desk.limits.sendBytes - ROOM_FOR_TEXT;
  const chosen = new Set<number>();
  for (const message of wantedMessages(notice, facts)) {
    // Somebody outside gets the requester's words, not a mail of the desk's with the requester's token that is attached to them.
    const isOurs = message.attachments.some((one) => one.holdsToken || isWholeMail(one));
    if (notice === "forwarded" && isOurs) continue;
    const size = message.attachments.filter(isWorthSending).reduce((sum, file) => sum + file.size, 0);
    const encoded = size * ENCODED_PER_BYTE;
    if (size === 0 || encoded > room || chosen.has(message.id)) continue;
    room -= encoded;
    chosen.add(message.id);
  }
  return chosen;
}

function wantedMessages(notice: NoticeName, facts: NoticeFacts): StoredMessage[] {
  if (CARRYING.includes(notice)) return facts.message ? [facts.message] : [];
  return facts.shown.flatMap((one) => (one.what === "files" ? (one.found ?? []) : []));
}
