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
    ["microsoft365", "X-MS-Exchange-Organization-SCL: 9", true],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: 4", false],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: 51", false],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: x9", false],
    ["microsoft365", "X-Other-SCL: 9", false],
    ["microsoft365", "X-Forefront-Antispam-Report: SFV:SKB", true],
    ["microsoft365", "X-Forefront-Antispam-Report: CIP:192.0.2.1; SFV:SPM", true],
    ["microsoft365", "X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:SKN", false],
    ["microsoft365", "X-Forefront-Antispam-Report: CIP:192.0.2.1;XSFV:SPM", false],
    ["microsoft365", "X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:SPMX", false],
    ["spamassassin", "X-Spam-Flag: yesterday", false],
    ["spamassassin", "X-Spam-Flag: not yes", false],
    ["spamassassin", "X-Spam-Status: not yes", false],
    ["spamassassin", "X-Spam: Yes", false],
    ["rspamd", "X-Spam: not yes", false],
    ["rspamd", "X-Spam: yesterday", false],
    ["rspamd", "X-Spam-Flag: YES", false],
    ["rspamd", "X-Spamd-Result: nodefault: True", false],
    ["rspamd", "X-Spamd-Result: default: Trueish", false],
    ["rspamd", "X-Spamd-Result: default:True", true],
    ["rspamd", "X-Rspamd-Action: reject", true],
    ["rspamd", "X-Rspamd-Action: add header", true],
    ["rspamd", "X-Rspamd-Action: rewrite subject", true],
    ["rspamd", "X-Rspamd-Action: soft reject", false],
    ["rspamd", "X-Rspamd-Action: rejected", false],
    ["none", "X-Spam-Flag: YES", false],
  ] as const)("of %s in %s: %s", (spam, line, expected) => {
    expect(judge({ spam }, line)).toBe(expected);
  });

  it("in a header of one's own", () => {
    const spam = { header: "X-Junk", value: "definitely" };
    expect(judge({ spam }, "x-junk: Definitely")).toBe(true);
    expect(judge({ spam }, "x-junk: definitely not")).toBe(false);
    expect(judge({ spam }, "x-other: definitely")).toBe(false);
    expect(judge({ spam: { header: "X-Junk", value: " Definitely " } }, "x-junk: definitely")).toBe(true);
  });

  it("is told in the words that it came in, cut where it is endless", () => {
    const told = (spam: NonNullable<Parameters<typeof aMailbox>[0]>["spam"] & {}, line: string) =>
      judgeSpam(aMailWithHeaders(line), aMailbox({ spam }));
    expect(told("spamassassin", "X-Other: 1\nX-Spam-Status: Yes, score=9.1")).toBe(
      "x-spam-status: Yes, score=9.1",
    );
    expect(told("spamassassin", `X-Spam-Flag: YES ${"x".repeat(300)}`)).toBe(
      `x-spam-flag: YES ${"x".repeat(96)}`,
    );
    expect(told("spamassassin", "X-Spam-Flag: NO")).toBe(null);
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

  it.each([
    ["spamassassin", "X-Spam-Status: No, score=0", "X-Spam-Flag: YES"],
    ["rspamd", "X-Spam: no", "X-Spam: yes"],
    ["rspamd", "X-Spamd-Result: default: False", "X-Spam: yes"],
    ["rspamd", "X-Rspamd-Action: no action", "X-Spam: yes"],
    ["microsoft365", "X-MS-Exchange-Organization-SCL: 1", "X-MS-Exchange-Organization-SCL: 9"],
    ["microsoft365", "X-Forefront-Antispam-Report: SFV:NSPM", "X-MS-Exchange-Organization-SCL: 9"],
    [{ header: "X-Junk", value: "yes" }, "X-Junk: no", "X-Junk: yes"],
  ] as const)("of %j counts before another's: %s", (spam, own, along) => {
    const authentication = { rfc8601: "mx.desk.example", trustedHops: 1, relays: [], dkim: false };
    const received = "Received: from a by mx.desk.example";
    expect(judge({ spam, authentication }, `${own}\n${received}\n${along}`)).toBe(false);
    expect(judge({ spam, authentication }, `${along}\n${received}\n${own}`)).toBe(true);
    // Where nothing tells our host's lines, all count.
    expect(judge({ spam }, `${own}\n${received}\n${along}`)).toBe(true);
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
