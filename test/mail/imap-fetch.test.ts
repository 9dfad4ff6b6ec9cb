import type { FetchMessageObject, ImapFlow } from "imapflow";
import { describe, expect, test } from "vitest";
import type { Batch } from "../../src/mail/imap-batch.ts";
import { fetchBatch, listNewUids, toRanges } from "../../src/mail/imap-fetch.ts";

/** Answers that no test server can be made to give. */
function answering(messages: Partial<FetchMessageObject>[], stillThere: number[]): ImapFlow {
  const client: Pick<ImapFlow, "fetchAll" | "search"> = {
    fetchAll: async () => messages as FetchMessageObject[],
    search: (async () => stillThere) as ImapFlow["search"],
  };
  return client as ImapFlow;
}

const now = new Date("2026-03-02T09:00:00Z");
const batch: Batch = { depth: "whole", parked: null, uids: [5, 6] };
const five = { uid: 5, internalDate: now, source: Buffer.from("Subject: five\r\n\r\n") };

describe("a message that the answer leaves out", () => {
  test("is passed over when it is gone from the folder", async () => {
    const mails = await fetchBatch(answering([five], []), batch, 1000, now);
    expect(mails.map((mail) => mail.uid)).toEqual([5]);
  });

  test("is not passed over when it is still there", async () => {
    await expect(fetchBatch(answering([five], [6]), batch, 1000, now)).rejects.toThrow("UID 6");
    await expect(fetchBatch(answering([five, { uid: 6 }], [6]), batch, 1000, now)).rejects.toThrow("UID 6");
  });
});

test("a server that understates sizes fills no memory for good: the bytes have the last word", async () => {
  const huge = { uid: 6, source: Buffer.from(`Subject: huge\r\n\r\n${"x".repeat(2000)}`) };
  const mails = await fetchBatch(answering([five, huge], []), batch, 1000, now);
  expect(mails.map((mail) => mail.parked)).toEqual([null, "too_large"]);
  expect(mails[1]?.raw.toString()).toBe("Subject: huge\r\n\r\n");
});

test("the last message, which every open range names, is not new again", async () => {
  expect(await listNewUids(answering([], [9]), 9)).toEqual([]);
  expect(await listNewUids(answering([], [12, 10, 9]), 9)).toEqual([10, 12]);
});

test("UIDs are asked for as ranges", () => {
  expect(toRanges([1, 2, 3, 7, 9, 10])).toBe("1:3,7,9:10");
  expect(toRanges([])).toBe("");
});
