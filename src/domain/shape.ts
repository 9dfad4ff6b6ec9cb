/**
 * What mails that a machine writes under ever new names have in common: subject and new words without numbers, addresses and the
 * name of whoever wrote. Pure; linear in what it reads of a mail.
 */
import { stripTags } from "./evidence.ts";

/** Characters that are read; a machine's words begin alike. */
const READ = 4_000;
/** With fewer words people write the same by themselves: "internet down". */
const FEWEST_WORDS = 8;

export interface Shape {
  words: string;
  /** Too short to tell one writer's hand. */
  terse: boolean;
}

/** Null where there is no word left to compare. */
export function shapeOf(written: {
  subject: string;
  newText: string;
  sender: string;
  senderName: string | null;
}): Shape | null {
  const text = `${stripTags(written.subject)}\n${written.newText.slice(0, READ)}`;
  const names = new Set(wordsOf(`${written.sender} ${written.senderName ?? ""}`));
  const words = wordsOf(text.replace(/\S{1,300}@\S{1,300}|\bhttps?:\S+/giu, " ")).filter(
    (word) => !names.has(word) && !/\p{N}/u.test(word),
  );
  return words.length === 0 ? null : { words: words.join(" "), terse: words.length < FEWEST_WORDS };
}

function wordsOf(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "");
}
