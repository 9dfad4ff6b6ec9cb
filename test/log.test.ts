import { describe, expect, it } from "vitest";
import { TransientError } from "../src/errors.ts";
import { createLogger } from "../src/log.ts";
import { createTokenMaker } from "../src/token.ts";

function record(pretty = false) {
  const lines: string[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(line) }, pretty);
  return { log, lines };
}

describe("the log", () => {
  it("is one JSON line an event, with a time, a level in words and the fields", () => {
    const { log, lines } = record();
    log.info({ mailbox: "helpdesk", count: 2 }, "mails accepted");
    log.debug({}, "not at this level");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      mailbox: "helpdesk",
      count: 2,
      msg: "mails accepted",
    });
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
  });

  it("holds no token, password or mail text, wherever they stand", () => {
    const maker = createTokenMaker("x".repeat(40));
    const token = maker.token(maker.newNonce());
    const { log, lines } = record();
    log.error(
      {
        to: `desk+${token}@desk.example`,
        imap: { user: "desk", pass: "hunter2", nested: { accessToken: "hunter2" } },
        database: "postgres://desk:hunter2@db/desk",
        message: { text: "hunter2", subject: "Printer" },
        raw: Buffer.from("hunter2"),
        error: new Error(`550 <desk+${token}@desk.example> hunter`, {
          cause: new Error("redis://:hunter2@queue:6379 is away"),
        }),
      },
      `cannot write to desk+${token.toUpperCase()}@desk.example`,
    );
    const line = lines[0] ?? "";
    expect(line.toLowerCase()).not.toContain(token);
    expect(line).not.toContain("hunter2");
    expect(line).toContain("Printer");
    expect(line).toContain("desk+[token]@desk.example");
  });

  it("gives a bug its stack and an operational failure its hint", () => {
    const { log, lines } = record();
    log.error({ error: new Error("bug") }, "a");
    log.error({ error: new TransientError("away", { reason: "away", hint: "start it" }) }, "b");
    const [bug, failure] = lines.map((line) => JSON.parse(line));
    expect(bug.error.stack).toContain("log.test");
    expect(failure.error).toEqual({
      type: "TransientError",
      message: "away",
      reason: "away",
      hint: "start it",
    });
  });

  it("is one readable line at a terminal, whatever a message holds", () => {
    const { log, lines } = record(true);
    log.warn({ mailbox: "helpdesk", what: "two words" }, "first\nsecond");
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}first second mailbox=helpdesk what="two words"\n$/);
  });
});
