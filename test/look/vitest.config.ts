import { defineConfig } from "vitest/config";

/** `npm run look`: no test, but what the tests' samples look like; see contact-sheet.look.ts. */
export default defineConfig({
  test: { include: ["test/look/*.look.ts"], testTimeout: 3_600_000, reporters: ["verbose"] },
});
