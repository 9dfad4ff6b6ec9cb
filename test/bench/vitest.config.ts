import { defineConfig } from "vitest/config";

/** Benches measure and print; they run alone and only when asked for (`npm run bench`). */
export default defineConfig({
  test: {
    include: ["test/bench/**/*.bench.ts"],
    globalSetup: ["test/support/database.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
    silent: false,
    disableConsoleIntercept: true,
  },
});
