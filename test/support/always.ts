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

/** For properties on real servers: a guard against hanging, on however busy a host. */
export const LONG_MS = 120_000 * (inject("fuzz")?.times ?? 1);

/**
 * Tries the property `numRuns` times, with another seed each time the tests run; under `npm run fuzz` many times as often. A failure
 * names its seed, its path, the smallest example found and the line that repeats it.
 */
export async function always<T>(property: fc.IRawProperty<T>, numRuns: number): Promise<void> {
  const { times, seed, path } = inject("fuzz") ?? { times: 1, seed: null, path: null };
  const details = await fc.check(property, {
    numRuns: numRuns * times,
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
