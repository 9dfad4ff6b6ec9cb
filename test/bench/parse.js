/**
 * What the parser makes of real mail: `npm run bench:parse [-- CORPUS]`. Our own corpus (test/corpus) always; CORPUS is a folder with an
 * index.jsonl of mails and a score.mjs that judges them, which the project does not contain. Exit code 1 where a figure is below its mark.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OWN = join(ROOT, "test", "corpus");
/** Kinds of mail that a machine sent by itself. */
const AUTOMATIC = ["auto_reply", "generated", "bounce", "receipt", "complaint"];

/** What is measured, by the scorer's names, and of a hundred how many must be right. */
const MARKS = {
  parses: ["parsed", 100],
  inTime: ["within their time", 100],
  from: ["sender", 99],
  subject: ["subject", 97],
  bodyWords: ["words of the body", 98],
  attachments: ["attachments", 95],
  reply: ["reply, exact", 85],
  replyLoose: ["reply, loose", 92],
  isBounce: ["bounces found", 97],
  bounceRecipient: ["their recipients", 95],
  bounceStatus: ["their status", 90],
  isComplaint: ["complaints found", null],
};

const figures = [...ownFigures(), ...corpusFigures(process.argv[2])];
for (const { name, right, all, mark } of figures) {
  const share = percent(right, all);
  const verdict = mark === null ? "" : share >= mark ? `(mark ${mark})` : `BELOW ${mark}`;
  console.log(
    `${name.padEnd(36)}${`${right}/${all}`.padStart(9)}${share.toFixed(1).padStart(8)} %  ${verdict}`,
  );
}
process.exit(figures.every(({ right, all, mark }) => mark === null || percent(right, all) >= mark) ? 0 : 1);

/** The mails of our own corpus, each with the kinds it may be taken for beside it. */
function ownFigures() {
  const names = readdirSync(OWN).filter((file) => file.endsWith(".eml"));
  const read = parseAll(names.map((file) => join(OWN, file)));
  const judged = names.map((file, at) => ({
    expected: JSON.parse(readFileSync(join(OWN, file.replace(/\.eml$/, ".json")), "utf8")).kind,
    kind: read[at]?.kind,
  }));
  const isHuman = (one) => one.expected === "human";
  const machines = judged.filter((one) => AUTOMATIC.includes([one.expected].flat()[0]));
  const answers = machines.filter((one) => [one.expected].flat().includes("auto_reply"));
  const people = judged.filter(isHuman);
  const found = (list) => list.filter((one) => AUTOMATIC.includes(one.kind)).length;
  return [
    { name: "automatic answers found", right: found(answers), all: answers.length, mark: 95 },
    { name: "automatic mail found, all kinds", right: found(machines), all: machines.length, mark: 95 },
    {
      name: "people's mail left alone",
      right: people.length - found(people),
      all: people.length,
      mark: 100,
    },
  ];
}

function corpusFigures(folder) {
  const corpus = folder === undefined ? null : resolve(folder);
  if (corpus === null || !["index.jsonl", "score.mjs"].every((file) => existsSync(join(corpus, file)))) {
    const why = corpus === null ? "no corpus was named" : `${corpus} has no index.jsonl and score.mjs`;
    console.log(`Our own corpus only: ${why} (npm run bench:parse -- FOLDER)\n`);
    return [];
  }
  const rows = readFileSync(join(corpus, "index.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const read = parseAll(rows.map((row) => join(corpus, row.path)));
  const scratch = mkdtempSync(join(tmpdir(), "deskpost-bench-"));
  try {
    const results = join(scratch, "results.jsonl");
    writeFileSync(results, rows.map(({ id }, at) => JSON.stringify({ id, out: read[at] })).join("\n"));
    const { stdout } = run(join(corpus, "score.mjs"), ["--results", results]);
    return Object.entries(MARKS).flatMap(([metric, [name, mark]]) => {
      const [, right, all] = new RegExp(`^${metric}: (\\d+)/(\\d+)`, "m").exec(stdout) ?? [];
      return right === undefined ? [] : [{ name, right: Number(right), all: Number(all), mark }];
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What the command line says of these files, in their order. */
function parseAll(files) {
  const began = performance.now();
  const { stdout } = run(join(ROOT, "dist", "main.js"), ["parse", "--json", ...files]);
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${files.length} mails in ${seconds.toFixed(1)} s`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function run(script, args) {
  const ended = spawnSync(process.execPath, [script, ...args], { encoding: "utf8", maxBuffer: 2 ** 30 });
  if (ended.status === 0) return ended;
  console.error(ended.stderr || ended.error);
  process.exit(2);
}

function percent(part, whole) {
  return whole === 0 ? 100 : (part * 100) / whole;
}
