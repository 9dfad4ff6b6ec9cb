/** Showing a case to people outside: `#forward`, `#cc` and `#requester` ask once, unless both proofs were there. */
import { describe, expect, test } from "vitest";
import { noticeContext } from "../../src/domain/fill-context.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  caseFacts,
  changesOf,
  decide,
  facts,
  fromAnna,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";
import { aMail, anAttachment } from "../support/mail.ts";
import { fullestFacts, sampleDesk, sampleRow, sampleWriting } from "../support/notice-samples.ts";

const VENDOR = "service@vendor.example";
const TOKEN = aDesk({ proof: "token" });
const byToken = (
  text: string,
  overrides: Parameters<typeof facts>[1] = {},
  on: Parameters<typeof caseFacts>[0] = {},
) => decide(fromAnna(text, on, { desk: TOKEN, authentication: "none", ...overrides }));

describe("#forward", () => {
  test("sends the request and the agent's words outside, tells the agent, and nobody takes part for it", () => {
    const verdict = decide(fromAnna(`#forward ${VENDOR}\n\nCan you send a new fuser?`));
    expect(mailsOf(verdict)).toEqual([
      `forwarded → ${VENDOR}`,
      `handed_over → ${SOFIE}`,
      `command_receipt → ${ANNA}`,
    ]);
    expect(noticeOf(verdict, "forwarded")).toMatchObject({
      data: { words: "Can you send a new fuser?", by: "Anna Holm" },
      message: 70,
      audience: "user",
    });
    expect(changesOf(verdict, "addParticipant")).toEqual([]);
    expect(setsOf(verdict)).toEqual({});
    expect(noticeOf(verdict, "command_receipt").data).toMatchObject({
      text: "note",
      sent: [
        { notice: "forwarded", to: VENDOR },
        { notice: "handed_over", to: SOFIE },
      ],
    });
  });

  test("the requester hears who was asked, and that the desk answers for it, unless the agent tells them or it is over", () => {
    const told = noticeOf(decide(fromAnna(`#forward ${VENDOR}\n\nA new fuser, please.`)), "handed_over");
    expect(told).toMatchObject({ data: { to: "outside", outside: VENDOR }, to: { address: SOFIE } });
    expect(told.notBefore).toEqual(new Date(NOW.getTime() + 15 * 60_000));
    for (const text of [`#forward ${VENDOR}\n#reply\n\nI asked the vendor.`, `#forward ${VENDOR}\n#close`]) {
      expect(mailsOf(decide(fromAnna(text)))).not.toContain(`handed_over → ${SOFIE}`);
    }
  });

  test("says of files attached to the agent's own mail that they stay inside", () => {
    const remarks = (inline: boolean) => {
      const attachments = [anAttachment({ name: "log.txt", inline })];
      const mail = aMail({ subject: "Re: [#1042] Printer jammed", attachments });
      const verdict = decide(fromAnna(`#forward ${VENDOR}\n\nSee the log.`, {}, { mail }));
      return noticeOf(verdict, "command_receipt").data.remarks;
    };
    expect(remarks(false)).toEqual([
      "the files attached to your mail stay on the case; they were not sent along",
    ]);
    expect(remarks(true)).toEqual([]);
  });

  test("takes an address as mail programs paste it", () => {
    expect(mailsOf(decide(fromAnna(`#forward Vendor <${VENDOR}>`)))).toContain(`forwarded → ${VENDOR}`);
  });

  test.each([
    ["no address", "#forward the vendor"],
    ["the desk itself", "#forward helpdesk@desk.example"],
    ["nobody", "#forward"],
  ])("is refused for %s", (_, text) => {
    expect(decide(fromAnna(text)).reason).toBe("refused_commands");
  });

  test("is refused where there is no case yet", () => {
    expect(decide(facts({ from: ANNA, subject: "x", text: `#forward ${VENDOR}` })).reason).toBe(
      "refused_commands",
    );
  });

  test.each([
    ["internals", "> The user is known to be difficult", "held_would_show_internal_line"],
    ["a token", "helpdesk+abcdefghijklmnopqrstuvwxy2@desk.example", "held_would_show_token"],
  ])("does not carry %s outside", (_, words, reason) => {
    const cases = new Map([[7, caseFacts({}, { internalTexts: ["The user is known to be difficult"] })]]);
    const verdict = decide(fromAnna(`#forward ${VENDOR}\n\n${words}\nAnna`, {}, { cases }));
    expect(verdict.reason).toBe(reason);
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
  });

  test("what comes back is a third party's, shown to agents only", () => {
    const tokens = [agentToken({ notice: "forwarded", recipient: VENDOR, audience: "user" })];
    const given = { tokens, cases: new Map([[7, caseFacts({ agent: ANNA })]]) };
    const verdict = decide(facts({ from: VENDOR, text: "It is on its way." }, given));
    expect(verdict.reason).toBe("joined_third_party");
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`]);
  });

  test("shows what the requester can read, and nothing internal", () => {
    const row = sampleRow("forwarded");
    const context = noticeContext(row, fullestFacts("forwarded"), sampleDesk(), sampleWriting("en"));
    const shown = JSON.stringify(context);
    expect(shown).toContain("fuser");
    expect(context).toMatchObject({ requester: "Sofie Hansen", greeting: null });
    expect(shown).not.toMatch(/"kind":"(?:note|held|third_party|automatic|bounce)"/);
  });

  test("passes on no token that stands in what somebody wrote to the desk", () => {
    const token = "abcdefghijklmnopqrstuvwxy2";
    const given = fullestFacts("forwarded");
    const text = `The fuser is broken. [ref:${token}] helpdesk+${token}@desk.example`;
    const told = given.message && { ...given.message, text };
    const earlier = given.earlier.map((message) => ({ ...message, text }));
    const context = noticeContext(
      sampleRow("forwarded"),
      { ...given, message: told, earlier },
      sampleDesk(),
      sampleWriting("en"),
    );
    const shown = JSON.stringify(context);
    expect(shown).toContain("The fuser is broken.");
    expect(shown).not.toContain(token);
  });
});

describe("asking once", () => {
  test.each([
    ["#cc", `#cc +${VENDOR}`],
    ["#cc with others", `#cc ${MIKE} ${VENDOR}`],
    ["#cc in place of all", `#cc =${VENDOR}`],
    ["#forward", `#forward ${VENDOR}`],
    ["#forward with a name", `#forward Vendor <${VENDOR}>`],
    ["#requester", `#requester ${VENDOR}`],
    ["amid others", `#take\n#cc ${VENDOR}\n#priority 1`],
  ])("%s is held where one proof was there", (_, text) => {
    const verdict = byToken(text);
    expect(verdict.reason).toBe("held_needs_confirmation");
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
    expect(changesOf(verdict, "addParticipant")).toEqual([]);
    expect(noticeOf(verdict, "command_held").data).toMatchObject({
      canConfirm: true,
      explanation: expect.stringContaining(VENDOR),
    });
  });

  test.each([
    ["both proofs were there", `#cc ${VENDOR}`, { authentication: "pass" as const }],
    ["they are agents", `#cc ${MIKE}`, {}],
    ["they are of the house", "#cc lab@desk.example", {}],
    ["they are on the case already", `#cc ${SOFIE}`, {}],
    ["they are taken off", `#cc -${SOFIE.replace("sofie", "leo")}`, {}],
    ["the request stays inside", "#forward lab@desk.example", {}],
    ["the subject names them only", `#subject Ask ${VENDOR}`, {}],
  ])("none is needed where %s", (_, text, overrides) => {
    const participants = [SOFIE, "leo@uni.example"].map((address, at) => ({
      address,
      name: null,
      role: at === 0 ? ("requester" as const) : ("participant" as const),
    }));
    const cases = new Map([[7, caseFacts({ participants })]]);
    expect(byToken(text, { cases, ...overrides }).reason).toBe("commanded");
  });

  test("a team's own domain is of the house", () => {
    const teams = [{ name: "servicedesk", members: [ANNA, MIKE], address: "team@support.example" }];
    const desk = aDesk({ proof: "token", teams });
    expect(byToken("#cc bo@support.example", { desk }).reason).toBe("commanded");
    expect(byToken("#cc bo@support.example").reason).toBe("held_needs_confirmation");
  });

  test("once confirmed it is done", () => {
    const held = {
      inboundId: 80,
      agent: ANNA,
      caseId: 7,
      mail: aMail({ attachments: [anAttachment()] }),
      text: {
        newText: `#forward ${VENDOR}`,
        commandText: `#forward ${VENDOR}`,
        signature: null,
        quoted: null,
        forwarded: null,
      },
      receivedAt: NOW,
    };
    const tokens = [agentToken({ notice: "command_held" })];
    expect(mailsOf(byToken("#confirm", { held, tokens }))).toEqual([
      `forwarded → ${VENDOR}`,
      `handed_over → ${SOFIE}`,
      `command_receipt → ${ANNA}`,
    ]);
  });
});
