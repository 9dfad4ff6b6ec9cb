import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { takeApart } from "../../src/domain/quote.ts";
import { TransientError } from "../../src/errors.ts";
import { attachmentBytes, parseMail } from "../../src/mail/parse-mail.ts";
import { createMailParser, type MailParser, type ParserLimits } from "../../src/mail/parse-threads.ts";
import { silentLog } from "../support/database.ts";
import { hostileEntry } from "../support/hostile-parser.ts";

const mail = (text: string) =>
  Buffer.from(
    [
      "From: Lena Madsen <lena@customer.example>",
      "Subject: =?utf-8?Q?Printeren_g=C3=A5r_ikke?=",
      "Message-ID: <one@customer.example>",
      "Content-Type: multipart/mixed; boundary=b",
      "",
      ...["--b", "", text, "--b", "Content-Type: image/png; name=a.png", "", "PNG", "--b--", ""],
    ].join("\r\n"),
  );

/** Time enough to run out of memory first. */
const TIGHT = { timeMs: 3_000, memoryMb: 24 };
const opened: MailParser[] = [];
const open = (limits: Partial<ParserLimits> = {}) => {
  const parser = createMailParser(silentLog, limits, hostileEntry);
  opened.push(parser);
  return parser;
};
afterEach(() => Promise.all(opened.splice(0).map((parser) => parser.close())));

test("a mail is read in a thread as it is here", async () => {
  const parser = createMailParser(silentLog);
  opened.push(parser);
  const raw = mail("Hello,\r\n> quoted");
  const { mail: read, text } = await parser.read(raw);
  expect(read).toEqual(await parseMail(raw));
  expect(text).toEqual(takeApart(read));
  expect(await parser.files(raw)).toEqual(await attachmentBytes(raw));
  expect(raw.toString()).toContain("Hello,");
});

describe.each([
  ["HANG", "too_slow"],
  ["DEVOUR", "too_much_memory"],
  ["CRASH", "parser_failed"],
  ["THROW", "parser_failed"],
])("a mail that makes the parser %s", (word, reason) => {
  const raw = mail(`#close\r\n${word}`);

  test("comes back with sender, subject and itself as its attachment, and no word of it is obeyed", async () => {
    const { mail: read, text } = await open(TIGHT).read(raw);
    expect(read).toMatchObject({
      from: [{ address: "lena@customer.example", name: "Lena Madsen" }],
      subject: "Printeren går ikke",
      messageId: "one@customer.example",
      defects: ["unparsable", reason, "no_date"],
      attachments: [{ index: 0, name: "message.eml", contentType: "message/rfc822", size: raw.length }],
    });
    expect(read.text).toContain("#close");
    expect(text.newText).toBe("");
  });

  test("is its own file", async () => {
    const files = await open(TIGHT).files(raw);
    expect(files).toMatchObject([{ name: "message.eml", content: raw }]);
  });

  test("does not hurt the mails after it", async () => {
    const parser = open(TIGHT);
    await parser.read(raw);
    const after = await Promise.all(Array.from({ length: 5 }, () => parser.read(mail("Hello"))));
    expect(after.map((one) => one.text.newText)).toEqual(Array(5).fill("Hello"));
  });
});

test("of a heap of mails each comes back as itself, whatever some of them do to the threads", async () => {
  const parser = open(TIGHT);
  const words = Array.from({ length: 12 }, (_, at) => ["HANG", "CRASH", "THROW"][at - 2] ?? `Mail ${at}`);
  const read = await Promise.all(words.map((word) => parser.read(mail(word))));
  const isHostile = (word: string) => !word.startsWith("Mail");
  expect(read.map((one) => one.text.newText)).toEqual(words.map((word) => (isHostile(word) ? "" : word)));
  expect(read.map((one) => one.mail.defects.includes("unparsable"))).toEqual(words.map(isHostile));
});

test("while hostile mails hold up every thread, others are read all the same", async () => {
  const parser = open({ timeMs: 60_000 });
  const hostile = Array.from({ length: 6 }, () => parser.read(mail("HANG")).catch((error) => error));
  const { text } = await parser.read(mail("Hello"));
  expect(text.newText).toBe("Hello");
  await parser.close();
  expect(await Promise.all(hostile)).toEqual(Array(6).fill(expect.any(TransientError)));
});

test("of a mail that holds up a thread it is said so, and not of those that wait behind it", async () => {
  const parser = open({ timeMs: 60_000 });
  const slow: string[] = [];
  const read = (word: string) => parser.read(mail(word), () => slow.push(word)).catch(() => null);
  const hostile = read("HANG");
  await Promise.all(["one", "two", "three", "four", "five"].map(read));
  expect(slow).toEqual(["HANG"]);
  await parser.close();
  await hostile;
});

test("a small mail does not wait behind a heap of large ones", async () => {
  const parser = open();
  const done: string[] = [];
  const read = (name: string, text: string) => parser.read(mail(text)).then(() => done.push(name));
  const large = Array.from({ length: 60 }, (_, at) => read(`large ${at}`, "Hello there. ".repeat(20_000)));
  await Promise.all([...large, read("small", "Hello")]);
  expect(done.indexOf("small")).toBeLessThan(30);
});

test("a mail that nobody waits for any more when its turn comes is not read", async () => {
  const parser = open({ timeMs: 60_000 });
  const reading = parser.read(mail("HANG"), undefined, () => false);
  await expect(reading).rejects.toThrow(TransientError);
  expect((await parser.read(mail("Hello"))).text.newText).toBe("Hello");
});

test("a thread does not begin with what was taken back from it", async () => {
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL("../../dist/mail/parse-worker.js", import.meta.url), {
    workerData: turn,
  });
  onTestFinished(() => void thread.terminate());
  const heard: unknown[] = [];
  const ended = new Promise<void>((done) => {
    thread.on("message", (message) => heard.push(message) === 3 && done());
  });
  Atomics.store(turn, 0, 1);
  for (const asked of [0, 1])
    thread.postMessage({ task: "read", raw: new Uint8Array(mail("Hello")), turn: asked });
  await ended;
  expect(heard).toEqual(["ready", "taken_back", { answer: expect.anything() }]);
});

test("a mail that a thread gave back unread is read all the same", async () => {
  const code = `
    import { parentPort } from "node:worker_threads";
    const { TASKS } = await import(${JSON.stringify(new URL("../../dist/mail/parse-task.js", import.meta.url).href)});
    let asked = 0;
    parentPort.on("message", async ({ task, raw }) => {
      parentPort.postMessage(asked++ === 0 ? "taken_back" : { answer: await TASKS[task](Buffer.from(raw)) });
    });
    parentPort.postMessage("ready");`;
  const parser = createMailParser(silentLog, {}, new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  opened.push(parser);
  expect((await parser.read(mail("Hello"))).text.newText).toBe("Hello");
});

test("when the desk closes, a mail under way is not taken for unreadable: it is read again later", async () => {
  const parser = open();
  const reading = parser.read(mail("HANG"));
  const ending = expect(reading).rejects.toThrow(TransientError);
  await parser.close();
  await ending;
  await expect(parser.read(mail("Hello"))).rejects.toThrow(TransientError);
});
