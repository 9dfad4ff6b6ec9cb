/**
 * Mutation testing of the rooms that guard: `npm run test:mutants [-- ROOM …]`. Each room runs against its own tests only, and
 * only mutants whose code or tests changed since the last run are tried again. Exit code 1 below the wanted share of killed mutants.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { ROOMS } from "./rooms.js";

/** Of a hundred mutants. */
const WANTED = 85;
const FOLDER = "coverage/mutants";

const named = process.argv.slice(2);
const unknown = named.filter((room) => !(room in ROOMS));
if (unknown.length > 0) {
  console.error(`no such room: ${unknown.join(", ")}; there are ${Object.keys(ROOMS).join(", ")}`);
  process.exit(2);
}

const scores = (named.length > 0 ? named : Object.keys(ROOMS)).map(mutate);
console.table(
  Object.fromEntries(
    scores.map(({ room, killed, all }) => [room, { killed, of: all, "%": percent(killed, all) }]),
  ),
);
const killed = scores.reduce((sum, one) => sum + one.killed, 0);
const all = scores.reduce((sum, one) => sum + one.all, 0);
console.log(`${killed} of ${all} mutants killed: ${percent(killed, all)} %`);
process.exit(scores.every((one) => one.killed >= (one.all * WANTED) / 100) ? 0 : 1);

/** @param {string} room */
function mutate(room) {
  const { mutate: files, tests } = ROOMS[room] ?? { mutate: [], tests: [] };
  mkdirSync(FOLDER, { recursive: true });
  const { status } = spawnSync(
    "npx",
    [
      "stryker",
      "run",
      "test/mutants/stryker.config.json",
      "--incrementalFile",
      `${FOLDER}/${room}.json`,
    ].concat("--mutate", files.map((file) => `src/domain/${file}.ts`).join(",")),
    { stdio: "inherit", env: { ...process.env, MUTANTS_TESTS: tests.join(",") } },
  );
  if (status !== 0) throw new Error(`Stryker failed on ${room}`);
  const report = JSON.parse(readFileSync(`${FOLDER}/${room}.json`, "utf8"));
  const states = Object.values(report.files).flatMap((file) => file.mutants.map((mutant) => mutant.status));
  const killed = states.filter((one) => one === "Killed" || one === "Timeout").length;
  const survived = states.filter((one) => one === "Survived" || one === "NoCoverage").length;
  return { room, killed, all: killed + survived };
}

/** @param {number} part @param {number} whole */
function percent(part, whole) {
  return whole === 0 ? 100 : Math.round((part / whole) * 1000) / 10;
}
