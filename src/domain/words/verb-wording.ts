/** What each language says of a command. */

export interface VerbWording {
  /** Names accepted besides the canonical one, with their own letters; `løst` is found by `loest` too. */
  names: readonly string[];
  /** What follows the verb, as shown in help; empty for nothing. */
  usage: string;
  /** One line. */
  help: string;
  /** A whole line that works. */
  example: string;
}

/** Names (a space between them), usage, help, example. */
export const verb = (names: string, usage: string, help: string, example: string): VerbWording => ({
  names: names === "" ? [] : names.split(" "),
  usage,
  help,
  example,
});
