/** Nobody reads what was not meant for them: people in Cc, third parties, owners of merged, linked and reopened cases. */
import { describe, expect, test } from "vitest";
import {
  ANNA,
  aDesk,
  agentToken,
  aToken,
  caseFacts,
  changesOf,
  decide,
  facts,
  fromAnna,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  noticesOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";
import { aMail, anAttachment } from "../support/mail.ts";

const LEO = "leo@uni.example";
const CODE = "Your sign-up code is 482913";

describe("people in Cc", () => {
  const mail = aMail({
    subject: "Re: [#1042] Printer jammed",
    cc: [{ address: "eve@evil.example", name: "Eve" }],
    replyTo: [{ address: "eve@evil.example", name: "Eve" }],
  });

  test.each([
    ["of a first mail", facts({ subject: "Printer" }, { mail: { ...mail, subject: "Printer" } })],
    ["of an answer", facts({}, { mail, tokens: [aToken()], cases: new Map([[7, caseFacts()]]) })],
    ["of an agent's answer", fromAnna("Please try tray two.", {}, { mail })],
    ["of an agent's command", fromAnna("#take", {}, { mail })],
  ])("%s take no part and are mailed nothing", (_, given) => {
    const verdict = decide(given);
    expect(changesOf(verdict, "addParticipant").map((one) => one.address)).not.toContain("eve@evil.example");
    expect(mailsOf(verdict).join()).not.toContain("eve@evil.example");
  });
});

describe("a service that mails a secret to somebody's reply address", () => {
  const service = { from: "no-reply@service.example", name: "Service", text: CODE, subject: "Welcome" };
  const cases = new Map([[7, caseFacts({ agent: ANNA })]]);

  test.each(["human", "generated", "auto_reply", "list"] as const)(
    "as %s mail tells it to agents only",
    (mailKind) => {
      for (const subject of ["Welcome", "Re: [#1042] Printer jammed"]) {
        const verdict = decide(facts({ ...service, subject }, { mailKind, tokens: [aToken()], cases }));
        const toUsers = noticesOf(verdict).filter((one) => one.audience === "user");
        expect(toUsers.map((one) => one.to.address).filter((one) => one !== service.from)).toEqual([]);
        expect(changesOf(verdict, "addParticipant").filter((one) => one.case === 7)).toEqual([]);
      }
    },
  );

  test("an agent who quotes it to the requester is asked first, however short it is", () => {
    const told = new Map([[7, caseFacts({}, { internalTexts: ["Service wrote:\n482913"] })]]);
    const verdict = decide(fromAnna("See what came:\n> 482913", {}, { cases: told }));
    expect(verdict.reason).toBe("held_would_show_internal_line");
  });
});

describe("a merged case", () => {
  const merged = caseFacts(
    { status: "closed", mergedInto: 1050, closingCode: "merged" },
    {
      internalTexts: ["Sofie is on sick leave until May"],
    },
  );
  const living = (participants = [LEO]) =>
    caseFacts({
      id: 8,
      number: 1050,
      requester: LEO,
      requesterName: "Leo",
      participants: participants.map((address) => ({ address, name: null, role: "requester" as const })),
    });
  const cases = new Map([
    [7, merged],
    [8, living()],
  ]);

  test("does not bring an answer meant for its requester to the other one's", () => {
    const verdict = decide(fromAnna("Dear Sofie, your new password is in the letter.", {}, { cases }));
    expect(verdict.reason).toBe("held_would_reach_another");
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
    expect(noticeOf(verdict, "command_held").data.explanation).toContain(LEO);
  });

  test("takes notes and answers to the same people without asking", () => {
    expect(decide(fromAnna("#note\n\nSame fault.", {}, { cases })).reason).toBe("commanded");
    const same = new Map([
      [7, merged],
      [8, caseFacts({ id: 8, number: 1050 })],
    ]);
    expect(mailsOf(decide(fromAnna("Try tray two.", {}, { cases: same })))).toEqual([`answer → ${SOFIE}`]);
  });

  test("keeps its internals from the other one's people", () => {
    const verdict = decide(fromAnna("> Sofie is on sick leave until May\n\n#reply", {}, { cases }));
    expect(verdict.reason).toBe("held_would_show_internal_line");
  });

  test("keeps its requester apart where it goes on", () => {
    const verdict = decide(facts({ text: "Any news?" }, { tokens: [aToken()], cases }));
    expect(verdict).toMatchObject({ reason: "joined_third_party", case: 8 });
    expect(changesOf(verdict, "addParticipant")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`, `user_wrote → ${MIKE}`]);
  });
});

test("a case taken up again for somebody else does not tell them what was solved for the one before", () => {
  const verdict = decide(
    fromAnna(`#requester ${LEO}`, { status: "in_progress", solution: "Sofie's password was reset" }),
  );
  expect(setsOf(verdict)).toMatchObject({ requester: LEO, solution: null });
});

describe("an agent's token", () => {
  const TOKEN = "abcdefghijklmnopqrstuvwxy2";

  test.each([
    ["in the text", `Write to helpdesk+${TOKEN}@desk.example`],
    ["in a subject that users see", `#subject Re: helpdesk+${TOKEN}@desk.example`],
  ])("%s does not travel to a user", (_, text) => {
    expect(decide(fromAnna(text)).reason).toBe("held_would_show_token");
  });

  test.each([
    ["message.eml", "application/octet-stream"],
    ["mail.emlx", "application/octet-stream"],
    ["mail.MSG", "application/octet-stream"],
    ["box.mbox", "application/octet-stream"],
    ["mail.mhtml", "application/octet-stream"],
    ["winmail.dat", "application/octet-stream"],
    ["x", "message/rfc822"],
    ["x", "message/global"],
    ["x", "application/ms-tnef"],
    ["x", "application/vnd.ms-outlook"],
  ])("does not travel in a mail attached as %s (%s)", (name, contentType) => {
    const mail = aMail({
      subject: "Re: [#1042] Printer jammed",
      attachments: [anAttachment({ name, contentType })],
    });
    expect(decide(fromAnna("See attached.", {}, { mail })).reason).toBe("held_would_show_attached_mail");
    expect(decide(fromAnna("#note\n\nSee attached.", {}, { mail })).reason).toBe("commanded");
  });

  test("does not travel in a mail of ours saved as text", () => {
    const saved = anAttachment({ name: "case.txt", contentType: "text/plain", holdsToken: true });
    const mail = aMail({ subject: "Re: [#1042] Printer jammed", attachments: [saved] });
    expect(decide(fromAnna("See attached.", {}, { mail })).reason).toBe("held_would_show_attached_mail");
  });

  test("does not travel in such a file when the agent confirms the mail: the receipt says that it stays", () => {
    const saved = anAttachment({ name: "case.txt", contentType: "text/plain", holdsToken: true });
    const mail = aMail({ subject: "Re: [#1042] Printer jammed", attachments: [saved, anAttachment()] });
    const text = { ...facts({ from: ANNA, text: "See attached." }).text };
    const held = { inboundId: 80, agent: ANNA, caseId: 7, mailbox: "helpdesk", mail, text, receivedAt: NOW };
    const tokens = [agentToken({ notice: "command_held" })];
    const verdict = decide(fromAnna("#confirm", {}, { held, tokens }));
    expect(mailsOf(verdict)).toContain(`answer → ${SOFIE}`);
    expect(noticeOf(verdict, "command_receipt").data.remarks).toEqual([
      "case.txt: not sent along, for a key to the case stands in it",
    ]);
  });

  test.each([
    ["message.eml.pdf", "application/pdf"],
    ["msg.txt", "text/plain"],
    ["winmail.dates.xlsx", "application/vnd.ms-outlook-x"],
  ])("is not looked for in %s", (name, contentType) => {
    const mail = aMail({
      subject: "Re: [#1042] Printer jammed",
      attachments: [anAttachment({ name, contentType })],
    });
    expect(decide(fromAnna("See attached.", {}, { mail })).reason).toBe("commanded");
  });
});

test("a token for two cases at once commands the first one only", () => {
  const cases = new Map([
    [7, caseFacts()],
    [8, caseFacts({ id: 8, number: 1050, requester: LEO })],
  ]);
  const tokens = [agentToken({ caseId: 8 }), agentToken()];
  const verdict = decide(fromAnna("#priority 1", {}, { cases, tokens, desk: aDesk() }));
  expect(changesOf(verdict, "set").map((one) => one.case)).toEqual([8]);
});
