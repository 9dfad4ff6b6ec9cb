/** The daily list of what waits as spam: when it is due, whom it goes to, and what its readers may do. */
import { describe, expect, test } from "vitest";
import { decideIntake } from "../../src/domain/intake.ts";
import { decideDigest, digestDue } from "../../src/domain/quarantine.ts";
import { ANNA, aDesk, agentToken, changesOf, facts, MIKE, mailsOf, NOW, noticeOf } from "../support/facts.ts";

const desk = aDesk();
const mailbox = desk.mailboxes[0] ?? (undefined as never);
const at = (text: string) => new Date(text);

describe("the list", () => {
  test("is due from the first working hour of each working day", () => {
    expect(digestDue(desk, mailbox, at("2026-11-24T06:59:00Z"))).toBeNull();
    expect(digestDue(desk, mailbox, at("2026-11-24T07:00:00Z"))).toEqual(at("2026-11-24T07:00:00Z"));
    expect(digestDue(desk, mailbox, at("2026-11-24T22:30:00Z"))).toEqual(at("2026-11-24T07:00:00Z"));
    // A Sunday, and Christmas Day.
    expect(digestDue(desk, mailbox, at("2026-11-22T12:00:00Z"))).toBeNull();
    expect(digestDue(desk, mailbox, at("2026-12-25T12:00:00Z"))).toBeNull();
  });

  test("comes at eight where the calendar never closes", () => {
    const open = aDesk({ calendars: [] });
    expect(digestDue(open, mailbox, at("2026-11-22T06:59:00Z"))).toBeNull();
    expect(digestDue(open, mailbox, at("2026-11-22T07:01:00Z"))).toEqual(at("2026-11-22T07:00:00Z"));
  });

  test("goes to the mailbox's team, and to nobody when nothing waits", () => {
    const parked = [{ id: 4711, from: "eve@shop.example", subject: "Hi", receivedAt: NOW }];
    const verdict = decideDigest(desk, mailbox, parked, 7);
    expect(mailsOf(verdict)).toEqual([`quarantine_digest → ${ANNA}`, `quarantine_digest → ${MIKE}`]);
    expect(noticeOf(verdict, "quarantine_digest").data).toMatchObject({ mails: [{ id: 4711 }], total: 7 });
    expect(decideDigest(desk, mailbox, [], 0).changes).toEqual([]);
  });
});

describe("#release", () => {
  const digest = (overrides = {}) =>
    agentToken({ notice: "quarantine_digest", caseId: null, inboundId: null, ...overrides });
  const answer = (text: string, more: Parameters<typeof facts>[1] = {}) =>
    decideIntake(
      facts({ from: ANNA, name: "Anna Holm", text, subject: "Re: spam" }, { tokens: [digest()], ...more }),
      NOW,
    );
  const released = (verdict: ReturnType<typeof decideIntake>) =>
    changesOf(verdict, "releaseInbound").flatMap((one) => one.inboundIds);

  test("in answer to the list takes mails out, opens no case, and is receipted", () => {
    const verdict = answer("#release 4711, 4712");
    expect(released(verdict)).toEqual([4711, 4712]);
    expect(changesOf(verdict, "openCase")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${ANNA}`]);
  });

  test("works for each mail of one list, and from a team's own mailbox", () => {
    const byToken = aDesk({ proof: "token" });
    const used = {
      desk: byToken,
      authentication: "none",
      tokens: [digest({ usedForCommands: true })],
    } as const;
    expect(released(answer("#release 4711", { ...used, tokens: [...used.tokens] }))).toEqual([4711]);
    const team = aDesk({
      teams: [{ name: "servicedesk", notify: "mailbox", address: "team@desk.example", members: [ANNA] }],
    });
    const tokens = [digest({ audience: "team", recipient: "team@desk.example" })];
    expect(released(answer("#release 4711", { desk: team, tokens }))).toEqual([4711]);
  });

  test.each<[string, string, Parameters<typeof facts>[1]]>([
    ["without the list's token", "#release 4711", { tokens: [] }],
    ["with a token of another notice", "#release 4711", { tokens: [agentToken({ caseId: null })] }],
    ["with another agent's token", "#release 4711", { tokens: [digest({ recipient: MIKE })] }],
    [
      "with a token that ended",
      "#release 4711",
      { tokens: [digest({ expiresAt: at("2026-11-01T00:00:00Z") })] },
    ],
    ["of a forged sender", "#release 4711", { authentication: "fail" }],
    ["of a sender nobody vouches for, where the host does", "#release 4711", { authentication: "none" }],
    ["of what is no number", "#release all", {}],
    ["beside a bad line", "#release 4711\n#priority 99", {}],
  ])("%s releases nothing", (_, text, more) => {
    expect(released(answer(text, more))).toEqual([]);
  });

  test("the list's token opens no case by itself", () => {
    const byToken = { desk: aDesk({ proof: "token" }), authentication: "none" } as const;
    const verdict = answer("#release 4711\n#priority 2\n\nA walk-in.", byToken);
    expect(released(verdict)).toEqual([]);
    expect(changesOf(verdict, "openCase")).toEqual([]);
  });
});
