/** Which mails the mail host calls spam, by what a mailbox's setting says of its headers. */
import { describe, expect, it, test } from "vitest";
import { decideIntake } from "../../src/domain/intake.ts";
import { judgeSpam } from "../../src/domain/spam.ts";
import { aToken, caseFacts, facts, fromSofie, NOW } from "../support/facts.ts";
import { aMailbox, aMailWithHeaders } from "../support/mail.ts";

const judge = (spam: Parameters<typeof aMailbox>[0] & object, lines: string) =>
  judgeSpam(aMailWithHeaders(lines), aMailbox(spam)) !== null;

describe("the host's word", () => {
  it.each([
    ["spamassassin", "X-Spam-Flag: YES", true],
    ["spamassassin", "X-Spam-Status: Yes, score=9.1 required=5.0", true],
    ["spamassassin", "X-Spam-Status: No, score=0.1", false],
    ["rspamd", "X-Spam: Yes", true],
    ["rspamd", "X-Spamd-Result: default: False [1.1 / 15.0]", false],
    ["rspamd", "X-Spamd-Result: default: True [21 / 15.0]", true],
    ["rspamd", "X-Rspamd-Action: no action", false],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: 5", true],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: 1", false],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: -1", false],
    ["microsoft365", "X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:SPM;SCL:5", true],
    ["microsoft365", "X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:NSPM;SCL:1", false],
    ["none", "X-Spam-Flag: YES", false],
  ] as const)("of %s in %s: %s", (spam, line, expected) => {
    expect(judge({ spam }, line)).toBe(expected);
  });

  it("in a header of one's own", () => {
    const spam = { header: "X-Junk", value: "definitely" };
    expect(judge({ spam }, "x-junk: Definitely")).toBe(true);
    expect(judge({ spam }, "x-junk: definitely not")).toBe(false);
  });

  it("counts before what came along, where our host's own lines can be told", () => {
    const received = "Received: from a by mx.desk.example";
    const mailbox = {
      spam: "spamassassin" as const,
      authentication: { rfc8601: "mx.desk.example", trustedHops: 1, relays: [], dkim: false },
    } satisfies Parameters<typeof aMailbox>[0];
    const said = (own: string, along: string) => judge(mailbox, `${own}\n${received}\n${along}`);
    expect(said("X-Spam-Flag: NO", "X-Spam-Flag: YES")).toBe(false);
    expect(said("X-Spam-Flag: YES", "X-Spam-Flag: NO")).toBe(true);
    // Many filters write theirs at the end of the header.
    expect(said("X-Other: 1", "X-Spam-Flag: YES")).toBe(true);
  });
});

describe("mail that the host calls spam", () => {
  const spam = "x-spam-flag: YES";

  test("is parked: no case, no mail to anybody", () => {
    expect(decideIntake(facts({}, { spam }), NOW)).toMatchObject({
      outcome: "quarantined",
      reason: "spam",
      case: null,
      changes: [],
    });
  });

  test("is processed when somebody released it", () => {
    const inbound = { id: 90, receivedAt: NOW, source: "imap", released: true } as const;
    expect(decideIntake(facts({}, { spam, inbound }), NOW).reason).toBe("opened");
  });

  test("is not parked where it answers a mail of ours", () => {
    expect(decideIntake(fromSofie("It still jams.", {}, { spam }), NOW).reason).toBe("joined");
    const known = { threads: [], tokens: [aToken()], cases: new Map([[7, caseFacts()]]) };
    expect(decideIntake(facts({ from: "leo@uni.example" }, { spam, ...known }), NOW).outcome).toBe(
      "processed",
    );
  });
});
