import { defineConfig } from "vitest/config";

const tests = (process.env.MUTANTS_TESTS ?? "*").split(",");

/** The tests that mutants of one room must not survive; those of the domain need no server. */
export default defineConfig({
  test: {
    include: tests.map((one) => `test/domain/${one}.test.ts`),
    // What measures time fails on instrumented code.
    testNamePattern: /^(?!.*(?:take no time|quick))/,
    testTimeout: 30_000,
  },
});
