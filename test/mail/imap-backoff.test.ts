import { expect, test } from "vitest";
import { PermanentError, TransientError } from "../../src/errors.ts";
import { createBackoff, MESSAGE_FAILED, RETRY_TIMES } from "../../src/mail/imap-backoff.ts";

const passing = new TransientError("away", { reason: "imap_unreachable" });
const refused = new PermanentError("no", { reason: "imap_login_refused" });
const waits = (error: TransientError | PermanentError, count: number, random = () => 0) => {
  const backoff = createBackoff(RETRY_TIMES, random);
  return Array.from({ length: count }, () => backoff.after(error) / 1000);
};

test("waits double from a second to a minute", () => {
  expect(waits(passing, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test("a refusal is tried again after a minute, then ever less often", () => {
  expect(waits(refused, 6)).toEqual([60, 120, 240, 480, 600, 600]);
});

test("a message that cannot be fetched is tried again soon: each try gets closer to passing over it", () => {
  expect(waits(new TransientError("uid 7", { reason: MESSAGE_FAILED }), 4)).toEqual([1, 1, 1, 1]);
});

test("waits differ between processes, by up to half", () => {
  expect(waits(passing, 3, () => 0.999999)).toEqual([0.5, 1, 2]);
});

test("starts anew once it works", () => {
  const backoff = createBackoff(RETRY_TIMES, () => 0);
  backoff.after(passing);
  backoff.after(passing);
  backoff.reset();
  expect(backoff.after(passing)).toBe(1000);
});
