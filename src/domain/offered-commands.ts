/** The commands that a mail to an agent offers as links: those that make sense where the case stands. */
import type { Case } from "./case.ts";
import { stageOf } from "./case-state.ts";
import { type Verb, verbName, verbSpec } from "./command-verbs.ts";
import { type CommandLink, OFFERS, type Offer } from "./context-parts.ts";
import type { Desk } from "./desk.ts";
import { type AnswerTarget, answerLink } from "./mailto.ts";
import { isOwner } from "./owner.ts";

export function offeredCommands(
  onCase: Case,
  desk: Desk,
  reader: string,
  target: AnswerTarget,
  language: string,
): CommandLink[] {
  const offers = offersTo(onCase, reader, desk.closing.resolve === "direct" || isOwner(desk, onCase, reader));
  return offers.map((offer) => ({ offer, ...commandLink(OFFERS[offer], target, language) }));
}

/** One command as a link; texts that belong to it are written below it. */
export function commandLink(verb: Verb, target: AnswerTarget, language: string): Omit<CommandLink, "offer"> {
  const line = `#${verbName(verb, language)}`;
  const { sendsText, opensText, value } = verbSpec(verb);
  const body = sendsText || opensText ? `${line}\n\n` : value === "required" ? `${line} ` : line;
  return { line, link: answerLink(target, body) };
}

function offersTo(
  onCase: Pick<Case, "status" | "agent" | "uncheckedSolver">,
  reader: string,
  mayApprove: boolean,
): Offer[] {
  const take: Offer[] = onCase.agent === reader ? [] : ["take"];
  switch (stageOf(onCase)) {
    case "registered":
    case "assigned":
      return [...take, "start", "wait", "resolve", "note", "show"];
    case "in_progress":
      return [...take, "wait", "resolve", "note", "show"];
    case "awaiting_user":
    case "awaiting_vendor":
      return [...take, "start", "resolve", "note", "show"];
    case "unchecked":
      return mayApprove ? ["approve", "send_back", "assign", "note", "show"] : ["reopen", "note", "show"];
    case "resolved":
      return ["reopen", "close", "note", "show"];
    case "closed":
      return ["reopen", "note", "show"];
  }
}
