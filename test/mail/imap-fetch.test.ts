import type { FetchMessageObject, ImapFlow } from "imapflow";
import { describe, expect, test } from "vitest";
import type { Batch, FoundMessage } from "../../src/mail/imap-batch.ts";
import { fetchBatch, listNewUids, listSizes, toRanges } from "../../src/mail/imap-fetch.ts";

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

describe("sizes", () => {
  const SIZES = { small: 1000, largest: 50_000 };
  const listed = async (small: number[] | false, told: Partial<FetchMessageObject>[]) => {
    const client: Pick<ImapFlow, "fetchAll" | "search"> = {
      fetchAll: async () => told as FetchMessageObject[],
      search: (async () => small) as ImapFlow["search"],
    };
    const window = await listSizes(client as ImapFlow, [5, 6, 7], SIZES, null).next();
    return window.value?.messages.map((one: FoundMessage) => one.size);
  };

  test("are told of each mail that the server does not find to be small", async () => {
    expect(await listed([5, 7], [{ uid: 6, size: 4000 }])).toEqual([1000, 4000, 1000]);
  });

  test("are told of all where it cannot search by size, or finds nothing", async () => {
    const told = [5, 6, 7].map((uid) => ({ uid, size: 10 * uid }));
    expect(await listed(false, told)).toEqual([50, 60, 70]);
    expect(await listed([], told)).toEqual([50, 60, 70]);
  });

  test("that are not told are taken for the largest, so that such a mail is fetched alone", async () => {
    expect(await listed([5, 999], [{ uid: 6 }])).toEqual([1000, 50_000, 50_000]);
  });
});
