/** Contexts of the mails about promises that run out and cases that go up. */
import { following } from "./agent-contexts.ts";
import { agentName } from "./mail-parts.ts";
import type { Given } from "./notice-base.ts";
import type { NoticeContext } from "./notice-context.ts";

const BY_RULE = "rule:";

export function escalated(given: Given<"escalated">): NoticeContext<"escalated"> {
  const { why, by, as } = given.data;
  const rule = by.startsWith(BY_RULE) ? by.slice(BY_RULE.length) : null;
  const person = rule === null && by !== "desk" ? agentName(given.desk, by) : null;
  return { ...following(given), why, by: person, rule, as };
}
