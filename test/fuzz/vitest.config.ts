import { defineConfig } from "vitest/config";

const { FUZZ_TIMES, FUZZ_SEED, FUZZ_PATH } = process.env;

/** Every property many times over (`npm run fuzz`), or one failure again; see test/support/always.ts. */
export default defineConfig({
  test: {
    include: ["test/**/*.always.test.ts"],
    globalSetup: ["test/support/build.ts", "test/support/database.ts"],
    testTimeout: 24 * 3_600_000,
    hookTimeout: 60_000,
    provide: {
      fuzz: {
        times: FUZZ_PATH === undefined ? Number(FUZZ_TIMES ?? 50) : 1,
        seed: FUZZ_SEED === undefined ? null : Number(FUZZ_SEED),
        path: FUZZ_PATH ?? null,
      },
    },
  },
});
