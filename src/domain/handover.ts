/**
 * A case that goes from one team to another: the requester hears who helps now and who answers for it (P8), and the receiving team
 * confirms that it took the case, by taking it up or answering, else its lead is told (P11). Who confirmed when is in the history.
 */
import type { Case } from "./case.ts";
import { stageOf } from "./case-state.ts";
import type { Command, Verb } from "./command.ts";
import type { Draft } from "./decision.ts";
import { type Agent, type Desk, findTeam } from "./desk.ts";
import type { NoticeData } from "./notice.ts";
import { toRequester } from "./notify.ts";
import { workingCalendar } from "./working-time.ts";

/** Time to think better of it, or to write to the requester oneself. */
const TOLD_AFTER_MS = 15 * 60_000;

/** What only somebody does who has a case in hand; a note or a look at it is no confirmation. */
const TAKING_UP: readonly Verb[] = [
  "take",
  "start",
  "assign",
  "wait",
  "resolve",
  "reply",
  "close",
  "status",
  "forward",
];

type Handed = Pick<Case, "team" | "unconfirmedTeam" | "status">;

export interface Hand {
  desk: Desk;
  agent: Agent;
  now: Date;
  commands: readonly Command[];
  /** Words go to the requester in this mail: they say it better. */
  isAnswer: boolean;
}

/** What an agent's mail comes to; `before`: the case as it was before it. To be called when all of it is decided. */
export function followHandover(draft: Draft, before: Handed, by: Hand): void {
  const { commands, agent } = by;
  if (commands.some((command) => command.verb === "undo")) resumeConfirmation(draft, by.desk, by.now);
  else if (isOver(draft)) endConfirmation(draft, agent.address);
  else followOpen(draft, before, by);
}

function followOpen(draft: Draft, before: Handed, by: Hand): void {
  const { commands, agent } = by;
  if (draft.case.team !== before.team) {
    expectConfirmation(draft, by.desk, by.now, agent.address);
    if (!by.isAnswer) tellOfTeam(draft, by.now);
  } else if (draft.case.status === "awaiting_vendor" && before.status !== "awaiting_vendor" && !by.isAnswer) {
    tellRequester(draft, { to: "vendor", team: draft.case.team, outside: null }, by.now);
  }
  const [outside] = draft.decision.owed().filter((one) => one.notice === "forwarded");
  if (outside && !by.isAnswer && draft.case.team === before.team) {
    const data = { to: "outside", team: draft.case.team, outside: outside.to.address } as const;
    tellRequester(draft, data, by.now);
  }
  const isTakenUp = by.isAnswer || commands.some((command) => TAKING_UP.includes(command.verb));
  if (isTakenUp && isOf(by.desk, draft.case.unconfirmedTeam, agent) && !givesAway(draft, before, agent)) {
    endConfirmation(draft, agent.address);
  }
}

/** Whoever gives a case to a team of their own has not taken it by that; whoever gives it to themselves has. */
function givesAway(draft: Draft, before: Handed, agent: Agent): boolean {
  return draft.case.team !== before.team && draft.case.agent !== agent.address;
}

function isOf(desk: Desk, teamName: string | null, agent: Agent): boolean {
  const team = teamName === null ? null : findTeam(desk, teamName);
  return team !== null && (team.members.includes(agent.address) || team.lead === agent.address);
}

function isOver({ case: on }: Draft): boolean {
  return ["unchecked", "resolved", "closed"].includes(stageOf(on));
}

/** The case's team was just given it. */
function expectConfirmation(draft: Draft, desk: Desk, now: Date, actor: string): void {
  draft.set("unconfirmedTeam", draft.case.team, actor);
  startClock(draft, desk, now);
}

function startClock(draft: Draft, desk: Desk, now: Date): void {
  const { confirmWithin } = desk.handover;
  const calendar = workingCalendar(desk, draft.case.team);
  if (confirmWithin === "never") draft.cancelClocks(["handover_confirm"]);
  else draft.startClock("handover_confirm", calendar.addWorking(now, confirmWithin));
}

function endConfirmation(draft: Draft, actor: string): void {
  if (draft.set("unconfirmedTeam", null, actor)) draft.cancelClocks(["handover_confirm"]);
}

/** After an undo the case is with whom it was, and what they had to confirm is to be confirmed again. */
function resumeConfirmation(draft: Draft, desk: Desk, now: Date): void {
  if (draft.case.unconfirmedTeam === null) draft.cancelClocks(["handover_confirm"]);
  else startClock(draft, desk, now);
}

/** With the case's responsibility goes a word of its own (`moved`, P25). */
function tellOfTeam(draft: Draft, now: Date): void {
  const isMoved = draft.decision.owed().some((one) => one.notice === "moved" && one.case === draft.ref);
  if (!isMoved) tellRequester(draft, { to: "team", team: draft.case.team, outside: null }, now);
}

function tellRequester(draft: Draft, data: NoticeData<"handed_over">, now: Date): void {
  draft.suppress(["handed_over"], "handed_on");
  const requester = toRequester(draft.case);
  if (!requester) return;
  draft.decision.owe({
    notice: "handed_over",
    data,
    case: draft.ref,
    mailbox: draft.case.mailbox,
    message: null,
    notBefore: new Date(now.getTime() + TOLD_AFTER_MS),
    ...requester,
  });
}
