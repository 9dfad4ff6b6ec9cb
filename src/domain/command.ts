/**
 * Reads an agent's `#verb value` lines out of newly written text (DESIGN, "Commands"). Commands stand in a block that is first or
 * last; whatever looks like a command there and is none becomes a fault, so that nothing is sent by mistake.
 */
import {
  VERB_BY_NAME,
  VERB_NAMES,
  type Verb,
  verbName,
  verbNames,
  verbSpec,
  verbWording,
} from "./command-verbs.ts";
import { closestWord } from "./edit-distance.ts";
import { foldWord } from "./fold.ts";

export type { Verb };

export interface Command {
  verb: Verb;
  /**
   * Trimmed; null for none. Always null for `#reply`, `#resolve` and `#note`: what they have on their line is the
   * beginning of `ParsedCommands.text`.
   */
  value: string | null;
  /** As written, without invisible characters. */
  line: string;
  /** Counts from 1 among the command lines. */
  number: number;
}

export type CommandFaultReason = "unknown_verb" | "value_missing" | "value_not_allowed" | "several_on_a_line";

export interface CommandFault {
  number: number;
  line: string;
  reason: CommandFaultReason;
  /** English. */
  explanation: string;
  /** A whole line to write instead. */
  suggestion: string | null;
}

export interface ParsedCommands {
  /** In the order written, the block above the text before the block below. Carry none out while there are faults. */
  commands: Command[];
  /** The new text without its command lines. */
  text: string;
  faults: CommandFault[];
  /** Lines amid the text that would be commands at its edge; they stayed text, which an agent may want to be told. */
  strays: string[];
}

interface CommandLine {
  line: string;
  word: string;
  value: string;
}

/** Never throws, whatever the text; linear in its length. */
export function parseCommands(newText: string): ParsedCommands {
  const lines = newText.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  const read = lines.map(readLine);
  const isText = (at: number) => read[at] === null && cleanLine(lines[at] ?? "") !== "";
  const first = lines.findIndex((_, at) => isText(at));
  const last = lines.findLastIndex((_, at) => isText(at));
  const present = (line: CommandLine | null) => line !== null;
  const head = (first === -1 ? read : read.slice(0, first)).filter(present);
  const tail = (first === -1 ? [] : read.slice(last + 1)).filter(present);
  const middle = first === -1 ? [] : read.slice(first, last + 1).filter(present);

  const parsed = [...head, ...tail].map((line, at) => readCommand(line, at + 1));
  const opened = (from: number, to: number) =>
    parsed.slice(from, to).flatMap((one) => ("opens" in one && one.opens !== null ? [one.opens] : []));
  const body = first === -1 ? [] : lines.slice(first, last + 1);
  return {
    commands: parsed.flatMap((one) => ("command" in one ? [one.command] : [])),
    faults: parsed.flatMap((one) => ("fault" in one ? [one.fault] : [])),
    text: [...opened(0, head.length), ...body, ...opened(head.length, parsed.length)].join("\n").trim(),
    strays: middle.filter(({ word }) => VERB_BY_NAME.has(foldWord(word))).map(({ line }) => line),
  };
}

/** What is invisible at the edges of a line or value: blanks of any sort, zero-width and directional characters. */
const INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}]/u;
const INVISIBLES = /\p{Default_Ignorable_Code_Point}/gu;
const CLOSING_PUNCTUATION = /[\s.,;:!…。，；：！]/u;

function cleanLine(line: string): string {
  return trimEdges(line, INVISIBLE, INVISIBLE).replace(/\s/g, " ").normalize("NFC");
}

/** A loop, because `…+$` as a pattern is quadratic on long runs in the middle. */
function trimEdges(text: string, front: RegExp | null, back: RegExp): string {
  let start = 0;
  let end = text.length;
  while (front !== null && start < end && front.test(text.charAt(start))) start++;
  while (end > start && back.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Chinese leaves no blank before a value: `#优先级2`, `#分配anna`. What goes on in Chinese is another word, and no command. */
const UNSPACED_VALUE = /^(\p{Script=Han}+)([A-Za-z0-9+#<].*)$/u;

/** `#` and a letter begin a command line; `# Heading`, `#1042`, `#!/bin/sh` and `##` do not. */
function readLine(raw: string): CommandLine | null {
  const line = cleanLine(raw);
  const match = /^[#＃﹟]\p{Default_Ignorable_Code_Point}*(\p{L}\S*)(.*)$/u.exec(line);
  if (match === null) return null;
  const whole = (match[1] ?? "").replace(INVISIBLES, "");
  // `#priority: 2`, `#priority=2`, and the full stop that a phone makes of two spaces.
  const split = /^([\p{L}\p{M}\p{N}_-]+)[:=.,;!…：。]+(.*)$/u.exec(whole);
  const unspaced = UNSPACED_VALUE.exec(whole);
  const [, word = whole, value = ""] = VERB_BY_NAME.has(unspaced?.[1] ?? "")
    ? (unspaced ?? [])
    : (split ?? []);
  return { line, word, value: trimEdges(`${value}${match[2] ?? ""}`, INVISIBLE, INVISIBLE) };
}

type Read = { command: Command; opens: string | null } | { fault: CommandFault };

/** Of `#escalate 2`: a line of support, not the beginning of a text. */
const LINE_NUMBER = /^[1-9]$/;

function readCommand({ line, word, value }: CommandLine, number: number): Read {
  const verb = VERB_BY_NAME.get(foldWord(word));
  if (verb === undefined) return { fault: unknownVerb(line, word, value, number) };
  const spec = verbSpec(verb);
  const fault = (reason: CommandFaultReason, explanation: string, suggestion: string | null): Read => ({
    fault: { number, line, reason, explanation, suggestion },
  });
  if (spec.opensText && !(verb === "escalate" && LINE_NUMBER.test(value))) {
    return { command: { verb, value: null, line, number }, opens: value === "" ? null : value };
  }
  const second = spec.freeText ? null : secondCommand(value);
  if (second !== null) {
    return fault(
      "several_on_a_line",
      "Each command stands on a line of its own",
      line.slice(0, -second.length).trim(),
    );
  }
  const tidy = tidyValue(value, spec.freeText);
  if (tidy === "" && spec.value === "required") {
    const { usage, example } = verbWording(verb, "en");
    return fault("value_missing", `#${word} needs a value: ${usage}`, example);
  }
  if (tidy !== "" && spec.value === "none") {
    return fault("value_not_allowed", `#${word} stands alone on its line`, `#${word}`);
  }
  return { command: { verb, value: tidy === "" ? null : tidy, line, number }, opens: null };
}

function unknownVerb(line: string, word: string, value: string, number: number): CommandFault {
  const near = closestWord(foldWord(word), [...VERB_BY_NAME.keys()]);
  const suggestion = near === null ? null : `#${properName(near)} ${value}`.trim();
  const explanation =
    near === null
      ? `#${word} is not a command; if it is text, put words before or after it. #help lists the commands`
      : `#${word} is not a command`;
  return { number, line, reason: "unknown_verb", explanation, suggestion };
}

/** The name with its own letters: `løst`, not `loest`. */
function properName(folded: string): string {
  const verb = VERB_BY_NAME.get(folded);
  const names = verb === undefined ? [] : verbNames(verb);
  return names.find((name) => foldWord(name) === folded) ?? folded;
}

/** From `#` to the end where a value goes on with another command, else null. */
function secondCommand(value: string): string | null {
  const match = /(?:^|\s)[#＃﹟](\p{L}[\p{L}\p{M}\p{N}_-]*).*$/u.exec(value);
  return match !== null && VERB_BY_NAME.has(foldWord(match[1] ?? "")) ? match[0].trim() : null;
}

const QUOTE_PAIRS = ['""', "''", "“”", "„“", "„”", "””", "‘’", "‚‘", "’’", "«»", "»«", "「」", "『』"];

/** Quotation marks around it go; so do closing punctuation and autolinks (`a@b.example<mailto:a@b.example>`), except in people's own words. */
function tidyValue(value: string, freeText: boolean): string {
  let tidy = freeText
    ? value
    : trimEdges(value.replace(/(?<=\S ?)<mailto:[^<>]*>/gi, ""), null, CLOSING_PUNCTUATION);
  if (
    QUOTE_PAIRS.some(
      (pair) => tidy.length >= 2 && tidy.startsWith(pair.charAt(0)) && tidy.endsWith(pair.charAt(1)),
    )
  ) {
    tidy = tidy.slice(1, -1).trim();
  }
  return tidy;
}

/**
 * Help for one verb, or a line for each; plain text. A language without help of its own reads English.
 */
export function helpText(language: string, verb: Verb | null): string {
  if (verb === null) return VERB_NAMES.map((name) => helpLine(language, name)).join("\n");
  const names = verbNames(verb).map((name) => `#${name}`);
  return [helpLine(language, verb), verbWording(verb, language).example, names.join(" ")].join("\n");
}

function helpLine(language: string, verb: Verb): string {
  const { usage, help } = verbWording(verb, language);
  return `#${`${verbName(verb, language)} ${usage}`.trim()} — ${help}`;
}

/** The verb that a word names in any language, with or without `#`, or null. */
export function findVerb(word: string): Verb | null {
  return VERB_BY_NAME.get(foldWord(cleanLine(word).replace(/^[#＃﹟]/u, ""))) ?? null;
}
