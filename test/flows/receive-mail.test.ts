/** Who a mail is from: signatures looked for only where the mailbox says so, one person's addresses known from desk.yaml. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { Verdict } from "../../src/domain/change.ts";
import type { DeskFile } from "../../src/domain/desk.ts";
import { takeApart } from "../../src/domain/quote.ts";
import type { IntakeStore, IntakeTransaction, MailReading } from "../../src/flows/ports-receiving.ts";
import { createIntake, type IntakePorts, type RoundResult } from "../../src/flows/receive-mail.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { aDesk, NOW } from "../support/facts.ts";

const read = async (raw: Buffer) => {
  const mail = await parseMail(raw);
  return { mail, text: takeApart(mail) };
};
/** Whose mails were counted, to tell a flood. */
const counted: string[] = [];
const silent = { debug() {}, info() {}, warn() {}, error() {} };

test("a round does not wait for a mail that takes long to be read, whose signature does, or whose turn does not come", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const mails = ["quick", "long", "signed", "unread"].map((word, at) => ({
    row: { id: at + 1, source: "imap", mailbox: "helpdesk", receivedAt: NOW, attempts: 0, sha256: "" },
    raw: Buffer.from(`From: ${word}@desk.example\r\nSubject: x\r\n\r\n${word}\r\n`),
  }));
  const readings = new Map<Buffer, MailReading>(
    await Promise.all(mails.map(async ({ raw }) => [raw, await read(raw)] as const)),
  );
  const never = new Promise<never>(() => {});
  const opened: string[] = [];
  const store = {
    claimTogether: async (_: number[], __: Date, work: (tx: IntakeTransaction) => Promise<unknown>) => {
      await Promise.all(
        mails.map((mail) => {
          const findThreads = async () => {
            opened.push(mail.raw.toString().split("\r\n")[3] ?? "");
            throw new Error("far enough");
          };
          const tx = { ...mail, findThreads, findDuplicate: async () => null, findPerson: async () => null };
          const others = {
            findEarlierCases: async () => [],
            countAutomatic: async () => ({ address: [], domain: [], alike: [] }),
            countReceived: async () => 1,
          };
          return work({ ...tx, ...others } as unknown as IntakeTransaction).catch(() => {});
        }),
      );
      return { done: [], followers: [], wakes: [] };
    },
  } as unknown as IntakeStore;
  const [mailbox] = aDesk().mailboxes;
  if (!mailbox) throw new Error("no mailbox");
  let isWanted = () => true;
  const round = createIntake({
    desk: aDesk({ mailboxes: [{ ...mailbox, authentication: { dkim: true } }] }),
    languages: ["en"],
    store,
    read: async (raw, onSlow, asked) => {
      const reading = readings.get(raw);
      if (raw.includes("unread")) isWanted = asked ?? isWanted;
      else if (reading && !raw.includes("long")) return reading;
      else onSlow?.();
      return never;
    },
    isSigned: async (raw) => (raw.includes("signed") ? never : false),
    contentHash: () => "c0",
    now: () => NOW,
    alarm: { wake: async () => {} },
    log: silent,
  }).processTogether([1, 2, 3, 4]);
  let left: Partial<RoundResult> = {};
  void round.then((ended) => {
    left = ended;
  });
  await vi.advanceTimersByTimeAsync(999);
  expect([opened, left]).toEqual([["quick"], {}]);
  expect(isWanted()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(left).toMatchObject({ alone: [2, 3], late: [4] });
  expect(isWanted()).toBe(false);
});

/** Decides on one raw mail to a mailbox with this setting; the database knows nothing. */
async function decided(
  authentication: DeskFile["mailboxes"][number]["authentication"],
  isSigned: IntakePorts["isSigned"],
  raw = "From: Anna <anna@Desk.example>\r\nSubject: x\r\n\r\nHelp!\r\n",
): Promise<Verdict> {
  const [mailbox] = aDesk().mailboxes;
  if (!mailbox) throw new Error("no mailbox");
  const agents = [
    { address: "anna@desk.example", name: "Anna Holm", aliases: ["a.holm@desk.example"] },
    { address: "mike@desk.example", name: "Mike Lund" },
  ];
  const desk = aDesk({
    agents,
    mailboxes: [{ ...mailbox, authentication, trustedGroups: ["staff@desk.example"] }],
  });
  const verdicts: Verdict[] = [];
  const tx = {
    row: { id: 1, source: "imap", mailbox: mailbox.name, receivedAt: NOW, attempts: 0, sha256: "" },
    raw: Buffer.from(raw),
    findThreads: async () => [],
    findDuplicate: async () => null,
    findPerson: async () => null,
    findEarlierCases: async () => [],
    countAutomatic: async () => ({ address: [], domain: [], alike: [] }),
    countReceived: async (address: string) => {
      counted.push(address);
      return 1;
    },
    commit: async (verdict: Verdict) => {
      verdicts.push(verdict);
      return { ok: true, caseId: 1, caseNumber: 1, wakes: [] };
    },
  };
  const store = {
    claimInbound: async (_: number, __: Date, work: (tx: IntakeTransaction) => Promise<unknown>) => {
      await work(tx as unknown as IntakeTransaction);
      return { attempt: "done", result: null, wakes: [] };
    },
  } as unknown as IntakeStore;
  const ports = { desk, languages: ["en"], store, read, contentHash: () => "c0", now: () => NOW };
  await createIntake({ ...ports, isSigned, alarm: { wake: async () => {} }, log: silent }).process(1);
  const [verdict] = verdicts;
  if (!verdict) throw new Error("nothing was decided");
  return verdict;
}

const judged = (verdict: Verdict) => verdict.evidence.find((one) => one.step === "authentication")?.code;

test("a signature of the sender's own domain vouches for them", async () => {
  expect(judged(await decided({ dkim: true }, async (_, isWanted) => isWanted("desk.example")))).toBe("pass");
  expect(judged(await decided({ dkim: true }, async (_, isWanted) => isWanted("mail.desk.example")))).toBe(
    "pass",
  );
  expect(judged(await decided({ dkim: true }, async (_, isWanted) => isWanted("evil.example")))).toBe("none");
  expect(judged(await decided({ dkim: true }, async () => false))).toBe("none");
});

test("is looked for only where the mailbox is set to, and only where there is one sender", async () => {
  const isSigned = vi.fn(async () => true);
  expect(judged(await decided("none", isSigned))).toBe("none");
  expect(judged(await decided({ rfc8601: "mx.desk.example" }, isSigned))).toBe("none");
  const two = "From: anna@desk.example, eve@evil.example\r\nSubject: x\r\n\r\nHelp!\r\n";
  expect(judged(await decided({ dkim: true }, isSigned, two))).toBe("none");
  expect(isSigned).not.toHaveBeenCalled();
  expect(judged(await decided({ rfc8601: "mx.desk.example", dkim: true }, isSigned))).toBe("pass");
});

test("an agent who writes from another of their addresses in desk.yaml is that agent, and nobody else is", async () => {
  const from = async (address: string) => {
    const raw = `From: ${address}\r\nSubject: x\r\n\r\nHelp!\r\n`;
    const verdict = await decided({ dkim: true }, async (_, isWanted) => isWanted("desk.example"), raw);
    const opened = verdict.changes.find((change) => change.do === "openCase");
    return `${opened?.do === "openCase" ? opened.case.requester : null}, ${judged(verdict)}`;
  };
  expect(await from("A.Holm@desk.example")).toBe("anna@desk.example, pass");
  // A flood from that address is one, whoever it claims to be.
  expect(counted.at(-1)).toBe("a.holm@desk.example");
  expect(await from("anna+x@desk.example")).toBe("anna+x@desk.example, pass");
  expect(await from("an.na@desk.example")).toBe("an.na@desk.example, pass");
  expect(await from("a.holm@evil.example")).toBe("a.holm@evil.example, none");
});

test("whom a list names as the writer is answered, and vouched for by nobody", async () => {
  const raw =
    "From: Staff <staff@desk.example>\r\nX-Original-From: anna@desk.example\r\nSubject: x\r\n\r\n#list\r\n";
  const verdict = await decided({ dkim: true }, async () => true, raw);
  expect(verdict.evidence[0]?.detail).toBe("from anna@desk.example");
  expect(judged(verdict)).toBe("none");
  expect(verdict.reason).toMatch(/^held_/);
});

test("says by which mark a program was known", async () => {
  const raw =
    "From: anna@desk.example\r\nAuto-Submitted: auto-replied\r\nSubject: x\r\n\r\nI am away until Monday.\r\n";
  const { evidence } = await decided("none", async () => false, raw);
  expect(evidence[0]).toMatchObject({
    code: "auto_reply",
    detail: "from anna@desk.example, by auto_submitted",
  });
});
