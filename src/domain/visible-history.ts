/** What of a case's past a mail may repeat. A user reads what was said between them and the desk, and nothing else. */
import type { Case } from "./case.ts";
import { type Desk, findAgent } from "./desk.ts";
import type { StoredMessage } from "./notice-facts.ts";

/**
 * Of `earlier` (newest first) what this user may read again. It ends where somebody speaks who is not on the case now: a case that
 * changed hands does not bring the words of the one along to the other.
 */
export function visibleToUser(
  earlier: readonly StoredMessage[],
  onCase: Case,
  recipient: string,
  desk: Desk,
): StoredMessage[] {
  const speakers = new Set([recipient, onCase.requester, ...onCase.participants.map((one) => one.address)]);
  const visible: StoredMessage[] = [];
  // What the desk said above the last word of somebody on the case may have been said to somebody else.
  let safe = 0;
  for (const message of earlier) {
    if (message.kind !== "message") continue;
    if (message.direction === "out") visible.push(message);
    else if (speakers.has(message.authorAddress)) safe = visible.push(message);
    // An agent's own record of a call; everybody else ends what may be shown.
    else if (message.authorAddress === null || !findAgent(desk, message.authorAddress)) {
      return visible.slice(0, safe);
    }
  }
  return visible;
}

/**
 * What of a mail to agents users must not read: its lines without those that only repeat what was openly said on the case, so
 * that an agent who quotes the requester's own words to them is not held up.
 */
export function internalLines(text: string, messages: readonly StoredMessage[], desk: Desk): string {
  const open = new Set(messages.flatMap((message) => openLines(message, desk)));
  return text
    .split("\n")
    .filter((line) => bare(line) !== "" && !open.has(bare(line)))
    .join("\n");
}

/** Below an agent's words stands what they quoted, internals and all; a user's whole mail is their own. */
function openLines(message: StoredMessage, desk: Desk): string[] {
  if (message.kind !== "message") return [];
  const isAgents = message.authorAddress !== null && findAgent(desk, message.authorAddress) !== null;
  if (message.direction === "in" && isAgents) return [];
  const said = message.direction === "out" ? message.text : `${message.text}\n${message.fullText}`;
  return said.split("\n").map(bare);
}

function bare(line: string): string {
  return line.replace(/^[\s>|]+/, "").trim();
}
