/** Properties over generated input: how often each is tried, and what a failure says so that anybody can have it again. */
import { relative } from "node:path";
import fc from "fast-check";
import { expect, inject } from "vitest";
import { projectRoot } from "./build.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Only under `npm run fuzz` (test/fuzz/vitest.config.ts). `seed` and `path` repeat a failure. */
    fuzz?: { times: number; seed: number | null; path: string | null };
  }
}

/** Ordinary runs try the same examples each time: what they find is a change's doing. `npm run fuzz` looks for new ones. */
const EVERY_RUN = 20_261_122;

const { times, seed, path } = inject("fuzz") ?? { times: 1, seed: EVERY_RUN, path: null };

/** How long a test of a property on real servers may take, on however busy a host. */
export const LONG_MS = 120_000 * times;
/** What is left of a test's time is for saying what was found. */
const USED = 0.7;

/**
 * Tries the property `numRuns` times; under `npm run fuzz` many times as often, with another seed each time. On a host that is too
 * busy for that it tries, and looks for a smaller example, until `withinMs` are nearly over. A failure names its seed, its path, the
 * smallest example found and the line that repeats it.
 */
export async function always<T>(
  property: fc.IRawProperty<T>,
  numRuns: number,
  withinMs = 30_000 * times,
): Promise<void> {
  const details = await fc.check(property, {
    numRuns: numRuns * times,
    interruptAfterTimeLimit: withinMs * USED,
    ...(seed === null ? {} : { seed }),
    ...(path === null ? {} : { path }),
  });
  if (!details.failed) return;
  const { testPath, currentTestName } = expect.getState();
  const file = relative(projectRoot, testPath ?? "");
  const name = currentTestName?.split(" > ").join(" ");
  const again = `FUZZ_SEED=${details.seed} FUZZ_PATH=${details.counterexamplePath} npm run fuzz -- ${file} -t ${JSON.stringify(name)}`;
  throw new Error(`${fc.defaultReportMessage(details)}\n\nTo have it again:\n  ${again}\n`, {
    cause: details.errorInstance,
  });
}
