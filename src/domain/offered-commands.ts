/** The commands that a mail to an agent offers as links: those that make sense where the case stands. */
import type { Case } from "./case.ts";
import { COMMAND_LANGUAGES, type CommandLanguage, type Verb, verbSpec } from "./command-verbs.ts";
import { type AnswerTarget, answerLink } from "./mailto.ts";
import type { CommandLink, LinkedVerb } from "./notice-context.ts";

export function offeredCommands(
  onCase: Pick<Case, "status" | "agent">,
  reader: string,
  target: AnswerTarget,
  language: string,
): CommandLink[] {
  return offeredVerbs(onCase, reader).map((verb) => ({ verb, ...commandLink(verb, target, language) }));
}

/** One command as a link; texts that belong to it are written below it. */
export function commandLink(verb: Verb, target: AnswerTarget, language: string): Omit<CommandLink, "verb"> {
  const line = commandLine(verb, language);
  const { sendsText, opensText } = verbSpec(verb);
  const body = sendsText || opensText ? `${line}\n\n` : line;
  return { line, link: answerLink(target, body) };
}

function offeredVerbs(onCase: Pick<Case, "status" | "agent">, reader: string): LinkedVerb[] {
  const take: LinkedVerb[] = onCase.agent === reader ? [] : ["take"];
  switch (onCase.status) {
    case "registered":
    case "assigned":
      return [...take, "start", "wait", "resolve", "note", "show"];
    case "in_progress":
      return [...take, "wait", "resolve", "note", "show"];
    case "awaiting_user":
    case "awaiting_vendor":
      return [...take, "start", "resolve", "note", "show"];
    case "resolved":
      return ["reopen", "close", "note", "show"];
    case "closed":
      return ["reopen", "note", "show"];
  }
}

function commandLine(verb: Verb, language: string): string {
  const isKnown = (COMMAND_LANGUAGES as readonly string[]).includes(language);
  const wording = isKnown ? (language as CommandLanguage) : "en";
  const spec = verbSpec(verb);
  // English aliases are borrowed from other systems, so English shows the canonical name.
  const name = wording === "en" ? verb : (spec[wording].names[0] ?? verb);
  return `#${name}`;
}
