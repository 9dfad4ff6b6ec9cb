/** What Postgres would refuse never reaches it: hostile mails through acceptance and processing on a real server. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Intake } from "../../src/flows/receive-mail.ts";
import { createMailParser, type MailParser } from "../../src/mail/parse-threads.ts";
import { silentLog } from "../support/database.ts";
import { anIntake } from "../support/intake.ts";
import { openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
let parser: MailParser;
let intake: Intake;
beforeAll(async () => {
  store = await openTestStore();
  parser = createMailParser(silentLog);
  intake = anIntake(store, parser);
});
afterAll(async () => {
  await parser?.close();
  await store?.end();
});

/** The case that a mail of these lines (bytes as Latin-1) opened. */
async function opened(...lines: string[]) {
  const head = ["From: Lena <lena@customer.example>", "To: helpdesk@desk.example"];
  const id = await store.take(Buffer.from([...head, ...lines].join("\r\n"), "latin1"));
  expect(await intake.process(id)).toBe("done");
  const inbound = await store.read.showInbound(id);
  expect(inbound).toMatchObject({ state: "processed" });
  const shown = await store.read.showCase(inbound?.caseNumber ?? 0);
  return { inbound, shown, message: shown?.messages[0] };
}

const SURROGATE = "\xed\xa0\x80";

test("NUL and lone surrogates, raw and encoded, in every place that is stored", async () => {
  const { shown, message, inbound } = await opened(
    `Subject: =?utf-8?Q?a=00b=ED=A0=80?= \0${SURROGATE}`,
    "Message-ID: <nul\0@customer.example>",
    "References: <a\0b@x>",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    ...["--b", "Content-Type: text/plain; charset=utf-8", "", `one\0two ${SURROGATE} \\u0000`],
    ...["--b", "Content-Type: text/html; charset=utf-16le", "", "\0\xd8<\0p\0"],
    ...["--b", `Content-Type: a\0/b; name="x\0${SURROGATE}.txt"`, "Content-ID: <c\0d>", "", "x", "--b--"],
  );
  expect(shown?.subject).toMatch(/^ab/);
  expect(message?.fullText).toContain("onetwo");
  expect(message?.fullText).toContain("\\u0000");
  expect(message?.attachments[0]?.name).toMatch(/^x.*\.txt$/);
  // The text that merely looks like an escape is kept, as everybody can see.
  const stored = JSON.stringify([shown, inbound]).replaceAll("\\\\u0000", "");
  expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/i);
});

test("a Message-ID of twelve kilobytes is looked up by its hash: the answer to it joins its case", async () => {
  const long = `${"a".repeat(12_000)}@customer.example`;
  const first = await opened(`Message-ID: <${long}>`, "Subject: First", "", "My printer is broken.");
  const second = await opened(
    "Message-ID: <second@customer.example>",
    `In-Reply-To: <${long}>`,
    "Subject: Re: First",
    "",
    "It is the one on the second floor.",
  );
  expect(second.inbound?.caseNumber).toBe(first.inbound?.caseNumber);
  expect(second.shown?.messages).toHaveLength(2);
});

test("a word of a megabyte, and a subject of one", async () => {
  const word = "x".repeat(1_000_000);
  const { message } = await opened("Message-ID: <word@customer.example>", "Subject: Word", "", word);
  expect(message?.text).toContain(word.slice(0, 100_000));
  const { shown } = await opened(
    "Message-ID: <subject@customer.example>",
    `Subject: ${word.slice(0, 900_000)}`,
    "",
    "Help",
  );
  expect(shown?.subject.length).toBeLessThanOrEqual(200);
});

test("a header of two megabytes: the mail cannot be read, and is a case all the same", async () => {
  const { shown, inbound } = await opened(
    "Subject: Heavy",
    ...Array.from({ length: 40_000 }, (_, at) => `X-${at}: ${"y".repeat(40)}`),
    "",
    "Help",
  );
  expect(shown?.subject).toBe("Heavy");
  expect(inbound?.reason).toBe("opened_unreadable");
});

test.each([
  "Fri, 31 Dec 9999 23:59:59 -1200",
  "Mon, 1 Jan 10000 00:00:00 +0000",
  "Sat, 1 Jan 0000 00:00:00 +0000",
  "Thu, 99 Foo -1",
])("the date %s drives nothing", async (date) => {
  const { shown } = await opened(
    `Date: ${date}`,
    `Message-ID: <${date.length}@date.example>`,
    `Subject: ${date}`,
    "",
    "Help",
  );
  expect(new Date(String(shown?.openedAt)).getUTCFullYear()).toBe(2026);
});

describe("always", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "\0",
      SURROGATE,
      "\xff\xfe",
      "=?utf-8?B?AAAA?=",
      "=00",
      "\r\n",
      "\r\n\r\n",
      "Subject: ",
      "Date: ",
      "--b",
      "\\u0000",
    ),
    fc.constantFrom(
      "Content-Type: multipart/mixed; boundary=b",
      "Content-Type: text/html",
      "Message-ID: <",
      "References: <",
      ">",
    ),
  );

  test("any mail is stored, decided on and shown", async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        count += 1;
        const raw = Buffer.from(`From: p${count}@customer.example\r\n${pieces.join("")}`, "latin1");
        const id = await store.take(raw);
        expect(await intake.process(id)).toBe("done");
        const inbound = await store.read.showInbound(id);
        expect(["processed", "ignored"]).toContain(inbound?.state);
        if (inbound?.caseNumber != null) await store.read.showCase(inbound.caseNumber);
      }),
      { numRuns: 60 },
    );
  });
});
