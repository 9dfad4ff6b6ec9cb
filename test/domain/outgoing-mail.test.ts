/** Who a mail is from, which thread it stands in, and what automatic programs shall do with it. */
import { describe, expect, test } from "vitest";
import type { Mailbox } from "../../src/domain/desk.ts";
import { NOTICE_NAMES, type NoticeName } from "../../src/domain/notice.ts";
import { mailHead } from "../../src/domain/outgoing-mail.ts";
import {
  fullestFacts,
  isUserNotice,
  sampleDesk,
  sampleMessage,
  sampleRow,
} from "../support/notice-samples.ts";

const desk = sampleDesk();
/** Readable tokens: the nonce's own letter 26 times. */
const tokenOf = (nonce: Uint8Array) => String.fromCharCode(nonce[0] ?? 97).repeat(26);
const nonce = (letter: string) => new Uint8Array([letter.charCodeAt(0)]);
const id = (letter: string) => `dp.${letter.repeat(26)}@desk.example`;

function headOf(
  notice: NoticeName,
  {
    replyAddress = "plus",
    ...facts
  }: Partial<ReturnType<typeof fullestFacts>> & Pick<Partial<Mailbox>, "replyAddress"> = {},
) {
  const mailbox = { ...(desk.mailboxes[0] as Mailbox), replyAddress };
  const row = { ...sampleRow(notice), nonce: nonce("n") };
  return mailHead(row, { ...fullestFacts(notice), ...facts }, desk, mailbox, "en", tokenOf);
}

function header(notice: NoticeName, name: string): string | null {
  return headOf(notice).headers.find((one) => one.name === name)?.value ?? null;
}

describe("addresses", () => {
  test("an agent's words come in the agent's name, everything else in the desk's", () => {
    expect(headOf("answer").from).toEqual({
      name: "Anna Holm (IT Helpdesk)",
      address: "helpdesk@desk.example",
    });
    expect(headOf("acknowledgement").from.name).toBe("IT Helpdesk");
    expect(headOf("new_case").from.name).toBe("IT Helpdesk");
  });

  test("answers go to an address of this recipient's own, or, where there are none, to the mailbox", () => {
    const token = "n".repeat(26);
    expect(headOf("answer").replyTo?.address).toBe(`helpdesk+${token}@desk.example`);
    expect(headOf("answer", { replyAddress: { catchall: "reply.desk.example" } }).replyTo?.address).toBe(
      `${token}@reply.desk.example`,
    );
    expect(headOf("answer", { replyAddress: "none" }).replyTo).toBeNull();
    expect(headOf("answer").messageId).toBe(id("n"));
  });

  test("a stranger's supposed name is not repeated", () => {
    const row = {
      ...sampleRow("acknowledgement", {
        extent: "brief",
        restated: null,
        encrypted: false,
        promisedBy: null,
        linkedTo: null,
        leftOut: [],
        questions: [],
        guided: false,
        order: null,
      }),
      nonce: nonce("n"),
    };
    const head = mailHead(
      row,
      fullestFacts("acknowledgement"),
      desk,
      desk.mailboxes[0] as Mailbox,
      "en",
      tokenOf,
    );
    expect(head.to).toEqual({ name: null, address: "sofie@customer.example" });
  });
});

describe("thread", () => {
  const thread = { nonces: [nonce("f"), nonce("g")], messageIds: ["first@customer.example"] };

  test("answers the recipient's own mail, in a chain of ids they know", () => {
    const message = sampleMessage({ messageId: "second@customer.example" });
    const head = headOf("acknowledgement", { thread, message });
    expect(head.inReplyTo).toBe("second@customer.example");
    expect(head.references).toEqual(["first@customer.example", id("f"), id("g"), "second@customer.example"]);
  });

  test("never names the id of somebody else's mail", () => {
    // The agent is told about Sofie's mail, which the agent never received.
    const head = headOf("user_wrote", { thread: { nonces: [nonce("f")], messageIds: [] } });
    expect(head.inReplyTo).toBe(id("f"));
    expect(head.references).toEqual([id("f")]);
    const first = headOf("new_case", { thread: { nonces: [], messageIds: [] } });
    expect([first.inReplyTo, first.references]).toEqual([null, []]);
  });

  test("leaves out ids that no header can hold, and keeps root and newest of a long chain", () => {
    const messageIds = [
      "root@customer.example",
      `${"x".repeat(12_000)}@customer.example`,
      "a b@customer.example",
      "<a@customer.example>",
      "é@customer.example",
      ...Array.from({ length: 40 }, (_, at) => `${at}@customer.example`),
    ];
    const { references } = headOf("started", { thread: { nonces: [], messageIds } });
    expect(references).toHaveLength(20);
    expect(references[0]).toBe("root@customer.example");
    expect(references.at(-1)).toBe("second@customer.example");
    expect(references).toContain("39@customer.example");
    expect(references).not.toContain("0@customer.example");
  });
});

describe("automatic mail", () => {
  test("to users is marked, and silences every automatic program", () => {
    for (const notice of ["acknowledgement", "started", "closed", "reopened", "moved"] as const) {
      expect(header(notice, "X-Auto-Response-Suppress")).toBe("DR, RN, NRN, OOF, AutoReply");
    }
    expect(header("acknowledgement", "Auto-Submitted")).toBe("auto-replied");
    const fresh = headOf("started", { message: null, thread: { nonces: [], messageIds: [] } });
    expect(fresh.headers[0]).toEqual({ name: "Auto-Submitted", value: "auto-generated" });
  });

  test("an agent's own words are no automatic mail", () => {
    for (const notice of ["answer", "question", "solution"] as const)
      expect(headOf(notice).headers).toEqual([]);
  });

  test("nothing sent to agents silences an out-of-office, and what hands a case over does not look automatic", () => {
    for (const notice of NOTICE_NAMES.filter((one) => !isUserNotice(one))) {
      expect(header(notice, "X-Auto-Response-Suppress")).not.toMatch(/OOF|AutoReply/);
    }
    for (const notice of ["new_case", "assigned", "user_wrote", "wait_over"] as const) {
      expect(header(notice, "Auto-Submitted")).toBeNull();
    }
  });
});

describe("ids that others made up", () => {
  test.each([
    ["a line break", "a@x.example\r\nBcc: eve@evil.example"],
    ["brackets", "a@x.example> <b@y.example"],
    ["a blank", "a @x.example"],
    ["letters beyond ASCII", "å@x.example"],
    ["twelve thousand letters", `${"a".repeat(12_000)}@x.example`],
  ])("with %s are named in no mail of ours", (_, messageId) => {
    const thread = { nonces: [], messageIds: [messageId] };
    const message = sampleMessage({ messageId, authorAddress: "sofie@customer.example" });
    const head = headOf("acknowledgement", { thread, message });
    expect(head.references).toEqual([]);
    expect(head.inReplyTo).toBeNull();
  });
});
