/**
 * Question guides (P7): what the acknowledgement asks about a case of this category, and what its mail has told of that already. Each
 * question stays on the case with its answer beside it.
 */
import type { CaseQuestion } from "./case.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import { type Guide, type GuideQuestion, inLanguage } from "./desk-guides.ts";
import type { IntakeFacts } from "./facts.ts";
import { detect, type Found, mention } from "./guide-detectors.ts";
import { oneLineOf } from "./mail-parts.ts";

/** What somebody answers in a few words; the rest of the guide is for the agent to ask. */
const MOST_ASKED = 5;
const LONGEST_FIELD = 100;

/** The guide of the category itself, of the nearest area that it lies in, or the one for everything; null where there is none. */
export function guideFor(desk: Desk, category: string | null): Guide | null {
  const fold = (text: string) => text.toLowerCase();
  const lies = (guide: Guide) =>
    guide.category !== undefined &&
    category !== null &&
    (fold(category) === fold(guide.category) || fold(category).startsWith(`${fold(guide.category)}/`));
  const nearest = desk.guides
    .filter(lies)
    .sort((a, b) => (b.category?.length ?? 0) - (a.category?.length ?? 0))[0];
  return nearest ?? desk.guides.find((guide) => guide.category === undefined) ?? null;
}

/** Puts the guide's questions on the case that the mail opens, with what the mail told already; nothing is asked by it alone. */
export function noteQuestions(facts: IntakeFacts, draft: Draft): void {
  const guide = guideFor(facts.desk, draft.case.category);
  if (!guide) return;
  let asked = 0;
  const at = facts.inbound.receivedAt.toISOString();
  const questions = guide.questions.flatMap((question): CaseQuestion[] => {
    const ask = inLanguage(question.ask, draft.case.language, facts.desk.desk.language);
    const told = alreadyTold(question, facts);
    if (told) {
      fill(draft, question.fills ?? null, told.words, facts.sender);
      return [
        { number: null, ask, fills: question.fills ?? null, answer: oneLineOf(told.line), answeredAt: at },
      ];
    }
    if (asked === MOST_ASKED) return [];
    asked += 1;
    return [{ number: asked, ask, fills: question.fills ?? null, answer: null, answeredAt: null }];
  });
  draft.set("questions", questions, "desk");
  draft.decision.saw("guide", guide.category ?? "general", `${asked} of ${guide.questions.length} asked`);
}

function alreadyTold(question: GuideQuestion, facts: IntakeFacts): Found | null {
  const { mail, text, person } = facts;
  const said = `${mail.subject}\n${text.newText}`;
  for (const detector of question.answeredBy) {
    const found = detect(detector, said, mail.attachments);
    if (found) return found;
    // The directory knows it of whoever is vouched for.
    if (detector === "userName" && person?.userName != null && facts.authentication === "pass") {
      return { words: person.userName, line: person.userName };
    }
  }
  return mention(question.mentions, said);
}

/** Where nobody has put anything there yet. */
export function fill(draft: Draft, field: CaseQuestion["fills"], words: string, actor: string | null): void {
  const value = oneLineOf(words, LONGEST_FIELD);
  if (field === null || value === "" || draft.case[field] !== null) return;
  draft.set(field, value, actor ?? "unknown");
}

/** As they stand in the acknowledgement. */
export function askedOf(questions: readonly CaseQuestion[]): { number: number; ask: string }[] {
  return questions.flatMap(({ number, ask, answer }) =>
    number === null || answer !== null ? [] : [{ number, ask }],
  );
}
