/** The check that keeps templates whole: complete in every language, and naming only what their context has. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkTemplates, describeFault } from "../../src/mail/check-templates.ts";
import { readTemplates } from "../../src/mail/template-files.ts";

const TEMPLATES = join(import.meta.dirname, "../../templates");

test("the templates that come with the desk are whole", () => {
  expect(checkTemplates(readTemplates(TEMPLATES)).map(describeFault)).toEqual([]);
});

describe("finds", () => {
  let folder: string;
  /** What a test spoilt, put back after it: copying all of them for each takes longer than the check. */
  const spoilt = new Set<string>();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "deskpost-templates-"));
    await cp(TEMPLATES, folder, { recursive: true });
  });
  afterEach(async () => {
    for (const file of spoilt) await cp(join(TEMPLATES, file), join(folder, file), { recursive: true });
    spoilt.clear();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const faults = () => checkTemplates(readTemplates(folder)).map(describeFault);

  async function faultsWith(file: string, text: string): Promise<string[]> {
    spoilt.add(file);
    await writeFile(join(folder, file), text);
    return faults();
  }

  test.each([
    [
      "a name the notice does not have",
      "{{promise}}",
      "en/started/text.hbs:1 promise is not among the names here",
    ],
    ["a name inside a block", "{{#each history}}\n{{words}}\n{{/each}}", "words is not among", "answer"],
    ["a misspelt part of a name", "{{case.nummer}}", "case.nummer is not among", "new_case"],
    ["a path out of the template", "{{../deskName}}", "leads out of the template"],
    ["an unknown helper", '{{shout deskName "x"}}', "there is no helper shout"],
    ["too few values", '{{say "labels"}}', "say takes 2 values"],
    ["an unknown word", '{{say "labels" "colour"}}', "there is no word labels.colour"],
    ["an unknown group", '{{say "colours" "red"}}', "there is no group of words colours"],
    ["a number whose words cannot bend", "{{more}} mails wait", "stands in a sentence", "quarantine_digest"],
    ["an unknown count", '{{count "apples" more}}', "there is no count apples", "quarantine_digest"],
    ["a count of no number", '{{count "moreWaiting" deskName}}', "count needs a number"],
    ["a code that never comes", '{{#if (is how "merged")}}x{{/if}}', "it is never merged", "closed"],
    ["an unknown partial", "{{> footer}}", "there is no partial footer"],
    ["a list printed whole", "{{history}}", "prints something that is no text", "answer"],
    ["a loop over no list", "{{#each deskName}}x{{/each}}", "each needs a list"],
    ["a template that does not parse", "{{#if agentName}}", "does not parse"],
    ["a helper for HTML in a text", "{{lines deskName}}", "lines makes HTML"],
  ])("%s", async (_what, template, fault, notice = "started") => {
    expect(await faultsWith(`en/${notice}/text.hbs`, template)).toEqual([expect.stringContaining(fault)]);
  });

  test.each([
    ["a value left unescaped", "{{{deskName}}}", "unescaped"],
    ["a picture from outside", '<img src="cid:x">', "mails load nothing"],
    ["a web link", '<a href="https://desk.example">x</a>', "mails load nothing"],
  ])("%s in HTML", async (_what, template, fault) => {
    expect(await faultsWith("da/moved/html.hbs", template)).toEqual([expect.stringContaining(fault)]);
  });

  test("what a language leaves out and English tells", async () => {
    expect(await faultsWith("nl/solution_sent_back/subject.hbs", "{{#if caseNumber}}x{{/if}}")).toEqual([
      "nl/solution_sent_back/subject.hbs leaves out subject, which English tells",
    ]);
  });

  test("a fault in a shared partial, once, with the place it is in", async () => {
    expect(await faultsWith("_shared/person.text.hbs", "\n{{requester.shoeSize}}\n")).toEqual([
      expect.stringMatching(/^_shared\/person\.text\.hbs:2 requester\.shoeSize is not among the names here/),
    ]);
  });

  test("partials that call each other without end", async () => {
    expect(await faultsWith("_shared/marker.text.hbs", "{{> marker}}")).toEqual([
      expect.stringContaining("marker calls itself without end"),
    ]);
  });

  test("a part or a whole notice that a language lacks", async () => {
    spoilt.add("da");
    await rm(join(folder, "da/closed/html.hbs"));
    await rm(join(folder, "da/moved"), { recursive: true });
    expect(faults()).toEqual([
      "da/closed/html.hbs is missing",
      "da/moved/subject.hbs is missing",
      "da/moved/text.hbs is missing",
      "da/moved/html.hbs is missing",
    ]);
  });

  test("words that a language lacks, and blanks it does not leave", async () => {
    spoilt.add("da/words.json");
    const words = JSON.parse(await readFile(join(folder, "da/words.json"), "utf8"));
    delete words.statuses.closed;
    await writeFile(join(folder, "da/words.json"), JSON.stringify(words));
    expect(faults()).toEqual([expect.stringContaining("statuses.closed")]);
    words.statuses.closed = "lukket";
    words.counts.moreWaiting = { one: "1 mere venter" };
    expect(await faultsWith("da/words.json", JSON.stringify(words))).toEqual([
      "da/words.json counts.moreWaiting must have the plural forms one, other",
    ]);
    words.counts.moreWaiting.other = "flere venter";
    expect(await faultsWith("da/words.json", JSON.stringify(words))).toEqual([
      "da/words.json counts.moreWaiting.other must hold {n}",
    ]);
    words.counts.moreWaiting.other = "{n} mere venter";
    words.labels.answerGoesTo = "Dit svar sendes";
    expect(await faultsWith("da/words.json", JSON.stringify(words))).toEqual([
      "da/words.json labels.answerGoesTo must hold {who}",
    ]);
    expect(await faultsWith("da/words.json", "{")).toEqual([expect.stringContaining("is no JSON")]);
  });
});
