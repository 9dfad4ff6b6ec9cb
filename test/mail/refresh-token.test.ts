import { expect, test } from "vitest";
import { createRefreshToken } from "../../src/mail/refresh-token.ts";

/** A store that can be read all the while, and written only when told so: a standby, a full disk. */
function readOnlyStore() {
  const state = { kept: "older", isWritable: false };
  return {
    state,
    load: async () => state.kept,
    save: async (_: string, newest: string) => {
      if (!state.isWritable) throw new Error("read-only");
      state.kept = newest;
    },
  };
}

test("what was handed out last counts before what is kept, and is kept at the next occasion", async () => {
  const store = readOnlyStore();
  const outcomes: unknown[] = [];
  const token = createRefreshToken("configured", store, (error) => outcomes.push(error));
  expect(await token.newest()).toBe("older");
  await token.replaceBy("newer");
  expect(await token.newest()).toBe("newer");
  expect(store.state.kept).toBe("older");
  store.state.isWritable = true;
  expect(await token.newest()).toBe("newer");
  expect(store.state.kept).toBe("newer");
  expect(outcomes.map((error) => error === null)).toEqual([false, false, true]);
});

test("without a place to keep them, tokens live as long as the process", async () => {
  const token = createRefreshToken("configured", null, () => {});
  expect(await token.newest()).toBe("configured");
  await token.replaceBy("newer");
  expect(await token.newest()).toBe("newer");
});
