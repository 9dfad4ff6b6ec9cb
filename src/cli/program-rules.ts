/** The `rules` commands and their options. */
import { type Command, Option } from "commander";
import { json, type Perform } from "./options.ts";

export function addRules(program: Command, perform: Perform, parseCount: (text: string) => number): void {
  const rules = program.command("rules").description("try rules before trusting them");
  const draft = () =>
    new Option("--rules <draft.yaml>", "a file whose sections take the place of desk.yaml's");
  rules
    .command("test")
    .description("what each rule makes of mails in files")
    .argument("<file...>", "files, or folders of them")
    .addOption(json())
    .addOption(draft())
    .option("--mailbox <name>", "the mailbox they came to (default: by their recipient, else the first)")
    .action((files: string[], options) =>
      perform(async (context) => (await import("./rules-test.ts")).testRules(context, files, options)),
    );
  rules
    .command("replay")
    .description("what rules would have made of past cases; changes nothing")
    .requiredOption("--since <date>", "a day such as 2026-11-22, or an instant")
    .addOption(json())
    .addOption(draft())
    .option("--limit <count>", "show at most so many cases", parseCount)
    .action((options) =>
      perform(async (context) => (await import("./rules-replay.ts")).replayCommand(context, options)),
    );
}
