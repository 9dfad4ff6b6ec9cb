/**
 * Which of the numbered questions an answer to the acknowledgement answers, and with which words. People number their answers, write
 * them between the quoted questions, or just answer; what cannot be told apart stays what it is, a message on the case.
 */
import type { CaseQuestion } from "./case.ts";
import type { Draft } from "./decision.ts";
import type { IntakeFacts } from "./facts.ts";
import { fill } from "./guide.ts";
import { oneLineOf } from "./mail-parts.ts";
import { isClosing, isGreeting, isValediction } from "./phrases.ts";

const LONGEST_ANSWER = 1_000;
const MOST_LINES = 2_000;
/** Of a question's wrapped first line, so many characters tell which one it is. */
const TELLING_LENGTH = 20;

type Open = CaseQuestion & { number: number };

/** Puts the answers beside their questions, and into the fields that they fill. */
export function noteAnswers(facts: IntakeFacts, draft: Draft): void {
  const { questions } = draft.case;
  const open = questions.filter((one): one is Open => one.number !== null && one.answer === null);
  if (open.length === 0) return;
  const answers = readAnswers(open, facts.text.newText, facts.mail.text);
  if (answers.size === 0) return;
  const answeredAt = facts.inbound.receivedAt.toISOString();
  const withAnswers = questions.map((one) => {
    const answer = one.number === null ? undefined : answers.get(one.number);
    return answer === undefined || one.answer !== null ? one : { ...one, answer, answeredAt };
  });
  draft.set("questions", withAnswers, facts.sender ?? "unknown");
  for (const one of open) fill(draft, one.fills, answers.get(one.number) ?? "", facts.sender);
  draft.decision.saw("guide", "answered", [...answers.keys()].join(", "));
}

/** @param open the questions without an answer @returns answers by the number of their question. */
export function readAnswers(
  open: readonly { number: number; ask: string }[],
  newText: string,
  wholeText: string,
): Map<number, string> {
  const written = linesOf(newText);
  const found = [numbered(open, written), between(open, written, linesOf(wholeText))].find(
    (one) => one.size > 0,
  );
  return found ?? theOnly(open, newText, written);
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/, MOST_LINES);
}

/** `1. …`, `2) …`, `ad 3: …`; a time of day (`8:30`) or a version (`2.5`) is none. */
const NUMBER =
  /^[\s>*•]{0,8}(?:(?:ad|re|to|til|nr|no|q|svar|answer|punt|punto|问题|第)\.?\s?)?#?([1-9])\s?(?:[.:](?!\d)|[)、．：]|\s[-–—]\s)\s*(.*)$/iu;

function numbered(open: readonly { number: number; ask: string }[], lines: string[]): Map<number, string> {
  const parts = new Map<number, string[]>();
  let current: string[] | null = null;
  for (const line of lines) {
    const match = NUMBER.exec(line);
    const question = match && open.find((one) => one.number === Number(match[1]));
    if (question) {
      current = parts.get(question.number) ?? [];
      parts.set(question.number, current);
      current.push(withoutQuestion(match[2] ?? "", question.ask));
    } else if (isEnd(line)) current = null;
    else if (line.trim() !== "" && !line.trimStart().startsWith(">")) current?.push(line.trim());
  }
  return joined(parts);
}

/** Answers below the quoted questions; only lines that the writer newly wrote count. */
function between(
  open: readonly { number: number; ask: string }[],
  written: string[],
  whole: string[],
): Map<number, string> {
  const own = new Set(written.map((line) => line.trim()).filter((line) => line !== ""));
  const parts = new Map<number, string[]>();
  let current: string[] | null = null;
  for (const line of whole) {
    const isQuoted = /^\s{0,3}>/.test(line);
    const question = isQuoted ? open.find((one) => quotes(line, one.ask)) : undefined;
    if (question) {
      current = parts.get(question.number) ?? [];
      parts.set(question.number, current);
    } else if (isQuoted) {
      // The rest of the question, or, once there is an answer, what stood below it.
      if (current !== null && current.length > 0) current = null;
    } else if (isEnd(line)) current = null;
    else if (own.has(line.trim())) current?.push(line.trim());
  }
  return joined(parts);
}

/** Where one question is left, whatever they write back is about it, unless they ask something themselves. */
function theOnly(
  open: readonly { number: number; ask: string }[],
  newText: string,
  lines: string[],
): Map<number, string> {
  const [only, ...others] = open;
  if (!only || others.length > 0 || /[?？¿]/u.test(newText)) return new Map();
  const end = lines.findIndex((line) => isEnd(line) && !isGreeting(line));
  const said = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !isGreeting(line));
  return joined(new Map([[only.number, said.map((line) => line.trim()).filter((line) => line !== "")]]));
}

function isEnd(line: string): boolean {
  const bare = line.trim();
  return /^-- ?$/.test(line) || (bare !== "" && (isValediction(bare) || isClosing(bare)));
}

function quotes(line: string, ask: string): boolean {
  const bare = plain(line.replace(/^[\s>*•]{0,40}(?:\d{1,2}[.)]\s?)?/, ""));
  const wanted = plain(ask);
  return bare === wanted || (bare.length >= TELLING_LENGTH && wanted.startsWith(bare));
}

/** `1. Which printer? The one by the door`: what follows the question. */
function withoutQuestion(text: string, ask: string): string {
  const [wanted, said] = [ask.replace(/\s+/g, " ").trim(), text.replace(/\s+/g, " ").trim()];
  return said.toLowerCase().startsWith(wanted.toLowerCase()) ? said.slice(wanted.length).trim() : said;
}

function plain(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

function joined(parts: ReadonlyMap<number, string[]>): Map<number, string> {
  return new Map(
    [...parts].flatMap(([number, lines]): [number, string][] => {
      const answer = oneLineOf(lines.join(" "), LONGEST_ANSWER);
      return answer === "" ? [] : [[number, answer]];
    }),
  );
}
