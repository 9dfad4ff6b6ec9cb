/** What #show, #why, #files, #list and #help asked to see, as sections of a command receipt. */
import type { Evidence } from "./change.ts";
import { findVerb, helpText } from "./command.ts";
import type { ShownSection } from "./context-parts.ts";
import { shortMoment } from "./localised.ts";
import {
  agentName,
  caseCard,
  caseListLine,
  fileNames,
  messageEntry,
  oneLineOf,
  personCard,
  priorityOf,
} from "./mail-parts.ts";
import { NOTICE_NAMES } from "./notice.ts";
import type { Given } from "./notice-base.ts";
import type { Shown } from "./notice-facts.ts";
import { fieldWord } from "./receipt-words.ts";
import { whySentence } from "./why-words.ts";

const EMPTY: ShownSection = {
  number: null,
  found: true,
  case: null,
  requester: null,
  reporter: null,
  messages: null,
  why: null,
  files: null,
  list: null,
  help: null,
};

export function shownSections(given: Given<"command_receipt">): ShownSection[] {
  return given.facts.shown.map((shown) => section(shown, given));
}

function section(shown: Shown, given: Given): ShownSection {
  switch (shown.what) {
    case "case":
      return { ...EMPTY, number: shown.number, found: shown.found !== null, ...wholeCase(shown, given) };
    case "why":
      return { ...EMPTY, number: shown.number, found: shown.found !== null, why: reasons(shown, given) };
    case "files":
      return { ...EMPTY, number: shown.number, found: shown.found !== null, files: fileList(shown, given) };
    case "list":
      return { ...EMPTY, list: caseList(shown, given) };
    case "help": {
      const verb = shown.verb === null ? null : findVerb(shown.verb);
      return { ...EMPTY, help: helpText(given.how.locale.language, verb) };
    }
  }
}

function wholeCase(shown: Extract<Shown, { what: "case" }>, { desk, how }: Given): Partial<ShownSection> {
  if (!shown.found) return {};
  const { found } = shown;
  return {
    case: caseCard(found.case, desk, how),
    requester: found.requester && personCard(found.requester),
    reporter: found.reporter && personCard(found.reporter),
    messages: found.messages.map((message) => messageEntry(message, desk.desk.name, how)),
  };
}

function reasons(shown: Extract<Shown, { what: "why" }>, { how }: Given): ShownSection["why"] {
  return (
    shown.found?.map(({ at, from, subject, reason, evidence }) => ({
      at: shortMoment(at, how.locale),
      from,
      subject: subject === null ? null : oneLineOf(subject),
      reason,
      evidence: evidence.map((seen) => evidenceLine(seen, how.locale.language)),
    })) ?? null
  );
}

function evidenceLine(seen: Evidence, language: string) {
  const { step, code, detail, rule } = seen;
  const said = whySentence(language, seen);
  return {
    step,
    code,
    // Of a mail that is owed the detail says to whom.
    detail: oneLineOf(step === "notice" ? detail.replace(/^to (?=\S+@)/, "") : detail),
    said: said === null ? null : oneLineOf(said, 500),
    notice: step === "notice" ? (NOTICE_NAMES.find((name) => name === code) ?? null) : null,
    sets: (rule?.sets ?? []).map(({ field, to }) => ({
      field: fieldWord(language, field) ?? field,
      value: to,
    })),
  };
}

function fileList(shown: Extract<Shown, { what: "files" }>, { desk, how }: Given): ShownSection["files"] {
  return (
    shown.found?.map((message) => ({
      at: shortMoment(message.at, how.locale),
      author: oneLineOf(message.authorName ?? message.authorAddress ?? desk.desk.name),
      files: fileNames(message, how),
    })) ?? null
  );
}

function caseList(shown: Extract<Shown, { what: "list" }>, { desk, how }: Given): ShownSection["list"] {
  return {
    which: shown.which,
    total: shown.total,
    cases: shown.cases.map((line) => ({
      ...caseListLine(line, how),
      priority: priorityOf(line.priority),
      agent: agentName(desk, line.agent),
      requester: line.requester,
    })),
  };
}
