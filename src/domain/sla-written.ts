/** A mail in which a person speaks to the requester was accepted by SMTP: that is the response, not that it was decided on (P7). */
import type { Verdict } from "./change.ts";
import { Decision } from "./decision.ts";
import type { Desk } from "./desk.ts";
import type { CaseFacts } from "./facts.ts";
import type { Audience, NoticeName } from "./notice.ts";
import { withServiceClocks } from "./sla-follow.ts";

/** What an agent wrote, and the note that one of them has begun (P8); never what the desk says by itself. */
const PERSONAL_NOTICES: readonly NoticeName[] = ["answer", "question", "solution", "started"];

export interface SentNotice {
  notice: NoticeName;
  audience: Audience;
  recipient: string;
}

export function isPersonal({ notice, audience }: SentNotice): boolean {
  return audience === "user" && PERSONAL_NOTICES.includes(notice);
}

/** The first response of the case, where it is that, and the next promise of word. Null for a copy to somebody else on the case. */
export function decideWritten(sent: SentNotice, facts: CaseFacts, desk: Desk, at: Date): Verdict | null {
  const { case: on } = facts;
  const isCopy = on.participants.some(
    (one) => one.address === sent.recipient && one.role !== "requester" && one.address !== on.requester,
  );
  if (isCopy && on.requester !== null) return null;
  const decision = new Decision();
  const draft = decision.on(on);
  if (on.firstResponseAt === null) draft.set("firstResponseAt", at, "desk");
  const verdict = decision.verdict("processed", "responded", "generated", draft.ref);
  return withServiceClocks(verdict, { desk, cases: new Map([[on.id, facts]]), at, written: on.id });
}
