import { defineConfig } from "vitest/config";

const tests = (process.env.MUTANTS_TESTS ?? "*").split(",");

/** The tests that mutants of one room must not survive: none of them needs a server. */
export default defineConfig({
  test: {
    include: tests.map((one) => `test/${one.includes("/") ? one : `domain/${one}`}.test.ts`),
    // What measures time fails on instrumented code.
    testNamePattern: /^(?!.*(?:take no time|quick|in time that grows))/,
    testTimeout: 30_000,
  },
});
