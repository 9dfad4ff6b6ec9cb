/** What each weaker setting gives up, as `check` and `doctor` tell it. */
import { describe, expect, test } from "vitest";
import { findRemarks } from "../../src/config/remarks.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import { aDesk } from "../support/facts.ts";

type MailboxFile = DeskFile["mailboxes"][number];

const box = (more: Partial<MailboxFile>): MailboxFile => ({
  name: "helpdesk",
  address: "helpdesk@desk.example",
  team: "servicedesk",
  imap: { host: "127.0.0.1", user: "helpdesk" },
  authentication: "microsoft365",
  ...more,
});
const remarks = (more: Partial<MailboxFile>, desk: Partial<DeskFile> = {}) =>
  findRemarks(aDesk({ mailboxes: [box(more)], smtp: { host: "127.0.0.1" }, ...desk }));
const settings = (...given: Parameters<typeof remarks>) =>
  remarks(...given)
    .map((one) => one.setting)
    .filter((one) => one !== "desk.operator");

describe("remarks on proof", () => {
  test("there are none where the mail host vouches and both proofs are asked for", () => {
    expect(settings({})).toEqual([]);
    expect(settings({ authentication: { rfc8601: "mx.desk.example" } })).toEqual([]);
  });

  test("proof: token tells that one leaked mail is enough, and what a used one still allows", () => {
    const [remark] = remarks({}, { proof: "token" });
    expect(remark?.setting).toBe("proof: token");
    expect(remark?.givesUp).toMatch(
      /whoever gets hold of one of an agent's mails.*only answer, note, take, start and wait/,
    );
  });

  test("without a vouching host forged senders cannot be told from true ones", () => {
    expect(settings({ authentication: "none" })).toEqual([
      "proof: token",
      "mailboxes[helpdesk].authentication: none",
    ]);
  });

  test("an own check of signatures vouches for signed mail only", () => {
    expect(settings({ authentication: { dkim: true } })).toEqual([
      "mailboxes[helpdesk].authentication: { dkim: true }",
    ]);
    expect(settings({ authentication: { rfc8601: "mx.desk.example", dkim: true } })).toEqual([]);
  });

  test("hosts behind the one that vouches are to be named by address", () => {
    const authentication = { rfc8601: "mx.desk.example", trustedHops: 2 };
    expect(settings({ authentication })).toEqual(["mailboxes[helpdesk].authentication.relays"]);
    expect(settings({ authentication: { ...authentication, relays: ["10.0.0.5"] } })).toEqual([]);
    expect(settings({ authentication: { rfc8601: "mx.desk.example", trustedHops: 1 } })).toEqual([]);
  });
});
