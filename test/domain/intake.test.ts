/** What the desk does with one mail, decided from facts: who joins which case, who may command, who is written to. */
import { describe, expect, test } from "vitest";
import type { Bounce, BouncedRecipient } from "../../src/domain/bounce.ts";
import type { IntakeFacts } from "../../src/domain/facts.ts";
import {
  ANNA,
  aDesk,
  agentToken,
  aPerson,
  aToken,
  caseFacts,
  changesOf,
  decide,
  facts,
  fromAnna,
  fromSofie,
  MIKE,
  mailsOf,
  NOW,
  noticeOf,
  SOFIE,
  setsOf,
} from "../support/facts.ts";
import { aMail, anAttachment } from "../support/mail.ts";

/** Automatic mails within ten minutes, an hour, a day, a week. */
const sent = (address: number[], domain: number[] = [], alike: number[] = []) => ({ address, domain, alike });

describe("a first mail", () => {
  test("opens a case, acknowledges the sender and tells the team", () => {
    const verdict = decide(facts({ subject: "Printer jammed" }));
    expect(verdict.reason).toBe("opened");
    expect(mailsOf(verdict)).toEqual([
      `acknowledgement → ${SOFIE}`,
      `new_case → ${ANNA}`,
      `new_case → ${MIKE}`,
    ]);
    const [opened] = changesOf(verdict, "openCase");
    expect(opened?.case).toMatchObject({
      subject: "Printer jammed",
      requester: SOFIE,
      team: "servicedesk",
      status: "registered",
    });
  });

  test("is promised an answer in working time: eight hours from Tuesday 11:00 is Wednesday 11:00 of an eight-hour day", () => {
    expect(noticeOf(decide(facts()), "acknowledgement").data.promisedBy).toBe("2026-11-25T10:00:00.000Z");
  });

  test.each([
    ["the host vouches", "pass", null, "full"],
    ["no verdict on a known person", "none", aPerson(), "full"],
    ["no verdict on a stranger", "none", null, "brief"],
  ] as const)("acknowledges as far as the sender is known: %s", (_, authentication, person, extent) => {
    expect(noticeOf(decide(facts({}, { authentication, person })), "acknowledgement").data.extent).toBe(
      extent,
    );
  });

  test("a brief acknowledgement repeats nothing that the mail says", () => {
    const verdict = decide(facts({}, { authentication: "none" }));
    expect(noticeOf(verdict, "acknowledgement").data.restated).toBeNull();
  });

  test.each([
    ["a forged sender", { authentication: "fail" }],
    ["a scanner", { mailKind: "generated" }],
    ["a list", { mailKind: "list" }],
    ["a sender who got five automatic mails within ten minutes", { recentAutomatic: sent([5]) }],
    ["a sender who got ten automatic mails this hour", { recentAutomatic: sent([0, 10]) }],
    ["a sender who got thirty automatic mails this day", { recentAutomatic: sent([0, 0, 30]) }],
    ["a sender who got a hundred automatic mails this week", { recentAutomatic: sent([0, 0, 0, 100]) }],
    ["a stranger whose domain got fifty within ten minutes", { recentAutomatic: sent([], [50]) }],
    ["one of the house in whose words eight others wrote", { recentAutomatic: sent([], [], [8]) }],
    ["the same, slowly", { recentAutomatic: sent([], [], [0, 0, 0, 120]) }],
    [
      "one in whose few words fifty others wrote",
      { recentAutomatic: sent([], [], [50]), shape: { hash: "d2", terse: true } },
    ],
  ] as const)("%s gets a case and no mail", (_, given) => {
    const verdict = decide(facts({}, given));
    expect(changesOf(verdict, "openCase")).toHaveLength(1);
    expect(mailsOf(verdict)).toEqual([`new_case → ${ANNA}`, `new_case → ${MIKE}`]);
  });

  test("a mail without a usable sender becomes a case without requester, with a warning to the team", () => {
    const verdict = decide(facts({ from: null }));
    expect(changesOf(verdict, "openCase")[0]?.case.requester).toBeNull();
    expect(noticeOf(verdict, "new_case").data.warning).toBe("sender_unusable");
  });

  describe("with attachments beyond the limits", () => {
    const desk = aDesk();
    const small = { ...desk, limits: { ...desk.limits, attachmentBytes: 1_000, attachments: 2 } };
    const files = [500, 1_001, 600, 700].map((size, index) =>
      anAttachment({ index, size, name: `${index}.png` }),
    );
    const verdict = decide(facts({}, { mail: aMail({ attachments: files }), desk: small }));

    test("keeps the others on the case, where they are found again", () => {
      const [message] = changesOf(verdict, "addMessage");
      expect(message?.message.attachments.map((one) => one.index)).toEqual([0, 2]);
    });

    test("tells the sender politely, and the team", () => {
      expect(noticeOf(verdict, "acknowledgement").data.leftOut).toEqual([
        { name: "1.png", size: 1_001 },
        { name: "3.png", size: 700 },
      ]);
      expect(noticeOf(verdict, "new_case").data.warning).toBe("files_left_out");
    });

    test("keeps a mail that could not be read, whatever its size: it is all there is", () => {
      const whole = anAttachment({ size: 5_000, name: "message.eml" });
      const unread = decide(
        facts({}, { mail: aMail({ attachments: [whole], defects: ["unparsable"] }), desk: small }),
      );
      expect(unread.reason).toBe("opened_unreadable");
      expect(changesOf(unread, "addMessage")[0]?.message.attachments).toHaveLength(1);
      expect(noticeOf(unread, "acknowledgement").data.leftOut).toEqual([]);
      expect(noticeOf(unread, "new_case").data.warning).toBe("mail_unreadable");
    });
  });

  test("that is encrypted opens a case; its sender is asked to write again, the team is told why it says nothing", () => {
    const mail = aMail({ attachments: [anAttachment({ name: "smime.p7m" })], defects: ["encrypted"] });
    const verdict = decide(facts({ text: "-----BEGIN PGP MESSAGE-----" }, { mail }));
    expect(noticeOf(verdict, "acknowledgement").data).toMatchObject({ encrypted: true, restated: null });
    expect(noticeOf(verdict, "new_case").data.warning).toBe("mail_encrypted");
    expect(noticeOf(decide(facts()), "acknowledgement").data.encrypted).toBe(false);
  });

  test.each(["auto_reply", "bounce", "receipt", "complaint"] as const)(
    "a %s opens nothing and is answered by nothing",
    (mailKind) => {
      const verdict = decide(facts({}, { mailKind }));
      expect(verdict).toMatchObject({ outcome: "ignored", reason: `${mailKind}_without_case`, changes: [] });
    },
  );

  test("the language is the one stated, else the one written in, else the one written in before, else the desk's", () => {
    const person = aPerson({ language: "da" });
    const languageOf = (given: Parameters<typeof facts>[1]) =>
      changesOf(decide(facts({}, given)), "openCase")[0]?.case.language;
    expect(languageOf({ person: { ...person, languageStated: true }, detectedLanguage: "en" })).toBe("da");
    expect(languageOf({ person, detectedLanguage: "en" })).toBe("en");
    expect(languageOf({ person, detectedLanguage: null })).toBe("da");
    expect(languageOf({ person: null, detectedLanguage: null })).toBe("en");
  });
});

describe("a stranger", () => {
  const stranger = { from: "eve@evil.example", name: "Eve" };
  const cases = new Map([[7, caseFacts()]]);

  test.each([
    ["writes [#1042] in the subject", [{ caseId: 7, by: "tag", addressees: [], author: null, position: 1 }]],
    [
      "quotes a Message-ID of the case",
      [{ caseId: 7, by: "own", addressees: ["helpdesk@desk.example"], author: SOFIE, position: 1 }],
    ],
    ["quotes a Message-ID of ours", [{ caseId: 7, by: "alias", addressees: [], author: null, position: 1 }]],
  ] as const)("who %s opens a new case and changes nothing on the old one", (_, threads) => {
    const verdict = decide(
      facts(stranger, {
        threads: threads.map((one) => ({ ...one, addressees: [...one.addressees] })),
        cases,
      }),
    );
    expect(verdict.reason).toBe("linked");
    expect(verdict.basedOn).toEqual([]);
    expect(changesOf(verdict, "set").filter((one) => one.case === 7)).toEqual([]);
    expect(noticeOf(verdict, "new_case").data.linkedTo).toBe(1042);
    expect(JSON.stringify(noticeOf(verdict, "acknowledgement").data)).not.toContain("1042");
  });

  test("who got hold of a token is heard as a third party: no participant, no mail, a warning to the agents", () => {
    const verdict = decide(facts(stranger, { tokens: [aToken()], cases }));
    expect(verdict.reason).toBe("joined_third_party");
    expect(changesOf(verdict, "addParticipant")).toEqual([]);
    expect(changesOf(verdict, "set")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`, `user_wrote → ${MIKE}`]);
    expect(noticeOf(verdict, "user_wrote").data).toEqual({ what: "third_party", warning: "third_party" });
  });

  test("who uses an agent's token commands nothing", () => {
    const verdict = decide(facts({ ...stranger, text: "#close" }, { tokens: [agentToken()], cases }));
    expect(verdict.reason).toBe("joined_third_party");
    expect(changesOf(verdict, "set")).toEqual([]);
  });
});

describe("an answer", () => {
  test.each(["alias", "own", "tag"] as const)("of somebody on the case joins it by %s", (by) => {
    const threads = [{ caseId: 7, by, addressees: [], author: null, position: 1 }];
    const verdict = decide(facts({}, { threads, cases: new Map([[7, caseFacts()]]) }));
    expect(verdict).toMatchObject({ reason: "joined", case: 7 });
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`, `user_wrote → ${MIKE}`]);
  });

  test("of a colleague in Cc of the original joins as a third party", () => {
    const threads = [
      { caseId: 7, by: "own" as const, addressees: ["leo@uni.example"], author: SOFIE, position: 1 },
    ];
    const verdict = decide(
      facts({ from: "leo@uni.example" }, { threads, cases: new Map([[7, caseFacts()]]) }),
    );
    expect(verdict).toMatchObject({ reason: "joined_third_party", case: 7 });
  });

  test("with a forged sender does not join by headers", () => {
    const threads = [{ caseId: 7, by: "own" as const, addressees: [], author: SOFIE, position: 1 }];
    const given = { threads, cases: new Map([[7, caseFacts()]]), authentication: "fail" as const };
    expect(decide(facts({}, given)).reason).toBe("linked");
  });

  test("to a token address under a new subject and without thread headers opens a linked case", () => {
    const verdict = decide(
      facts({ subject: "New laptop, please" }, { tokens: [aToken()], cases: new Map([[7, caseFacts()]]) }),
    );
    expect(verdict.reason).toBe("linked");
    expect(changesOf(verdict, "link")).toMatchObject([{ other: 7, kind: "mentioned" }]);
  });

  test("on a merged case goes on in the case it was merged into", () => {
    const cases = new Map([
      [7, caseFacts({ status: "closed", mergedInto: 1050, closingCode: "merged" })],
      [8, caseFacts({ id: 8, number: 1050 })],
    ]);
    expect(decide(facts({}, { tokens: [aToken()], cases })).case).toBe(8);
  });

  test("while the desk waits for it sets the case going again", () => {
    const verdict = decide(
      fromSofie("It is the one by the window.", { status: "awaiting_user", agent: ANNA }),
    );
    expect(setsOf(verdict)).toEqual({ status: "in_progress" });
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`]);
  });

  test.each(["joined by its own token", "an expired one"])("only a living token threads: %s", (which) => {
    const expiresAt =
      which === "an expired one" ? new Date("2026-11-24T09:59:59Z") : new Date("2027-01-01T00:00:00Z");
    const verdict = decide(fromSofie("More details.", {}, { tokens: [aToken({ expiresAt })] }));
    expect(verdict.reason).toBe(which === "an expired one" ? "opened" : "joined");
  });
});

describe("an answer to a solution", () => {
  const resolved = {
    status: "resolved",
    agent: ANNA,
    resolvedAt: new Date("2026-11-23T12:00:00Z"),
    solution: "Tray.",
  } as const;

  test("confirms: closed, thanked and asked for a rating", () => {
    const verdict = decide(fromSofie("Yes it works, thank you", resolved));
    expect(verdict.reason).toBe("confirmed");
    expect(setsOf(verdict)).toMatchObject({ status: "closed", closingCode: "confirmed", closedAt: NOW });
    expect(noticeOf(verdict, "closed").data).toEqual({ how: "confirmed", askRating: true });
    expect(changesOf(verdict, "cancelClocks")[0]?.kinds).toContain("auto_close");
  });

  test.each(["Yes, still broken", "Tak, men…", "Thanks, trying tomorrow", "Thanks! Also my mouse"])(
    "%s reopens",
    (text) => {
      const verdict = decide(fromSofie(text, resolved));
      expect(verdict.reason).toBe("reopened");
      expect(setsOf(verdict)).toMatchObject({ status: "in_progress", reopenCount: 1, resolvedAt: null });
      expect(mailsOf(verdict)).toEqual([`reopened → ${SOFIE}`, `user_wrote → ${ANNA}`]);
    },
  );

  test("with a picture reopens, with the logo of a signature it confirms", () => {
    const withFile = (inline: boolean) =>
      decide(
        fromSofie("Tak!", resolved, {
          mail: aMail({ subject: "Re: [#1042] Printer jammed", attachments: [anAttachment({ inline })] }),
        }),
      ).reason;
    expect(withFile(false)).toBe("reopened");
    expect(withFile(true)).toBe("confirmed");
  });

  test("without the requester's own token confirms nothing and reopens nothing", () => {
    const threads = [{ caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1 }];
    const verdict = decide(facts({ text: "Tak!" }, { threads, cases: new Map([[7, caseFacts(resolved)]]) }));
    expect(changesOf(verdict, "set")).toEqual([]);
  });

  test("by somebody else stops the automatic closing and tells the agent", () => {
    const verdict = decide(
      facts(
        { from: "leo@uni.example", text: "Tak!" },
        { tokens: [aToken()], cases: new Map([[7, caseFacts(resolved)]]) },
      ),
    );
    expect(changesOf(verdict, "cancelClocks")).toMatchObject([{ kinds: ["auto_close", "confirm_reminder"] }]);
    expect(setsOf(verdict)).toEqual({});
    expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`]);
  });

  test("that is an out-of-office neither confirms nor reopens", () => {
    const verdict = decide(fromSofie("Tak!", resolved, { mailKind: "auto_reply" }));
    expect(changesOf(verdict, "set")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([]);
    expect(changesOf(verdict, "addMessage")[0]?.message.kind).toBe("automatic");
  });
});

describe("after closing", () => {
  const closed = {
    status: "closed",
    agent: ANNA,
    closedAt: new Date("2026-11-20T12:00:00Z"),
    closingCode: "silence",
  } as const;

  test("4 rates, with the requester's token only", () => {
    expect(setsOf(decide(fromSofie("4", closed)))).toEqual({ rating: 4 });
    const threads = [{ caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1 }];
    expect(
      setsOf(decide(facts({ text: "4" }, { threads, cases: new Map([[7, caseFacts(closed)]]) }))),
    ).toEqual({});
  });

  test("thanks is recorded, and nobody is mailed", () => {
    const verdict = decide(fromSofie("Tak!", closed));
    expect(verdict.reason).toBe("thanked");
    expect(mailsOf(verdict)).toEqual([]);
  });

  test("trouble reopens inside the window and opens a linked case after it", () => {
    expect(decide(fromSofie("It is jammed again", closed)).reason).toBe("reopened");
    const long = { ...closed, closedAt: new Date("2026-10-01T12:00:00Z") };
    const verdict = decide(fromSofie("It is jammed again", long));
    expect(verdict.reason).toBe("linked");
    expect(mailsOf(verdict)[0]).toBe(`acknowledgement → ${SOFIE}`);
  });
});

describe("sameness", () => {
  test("a second delivery makes nothing", () => {
    const verdict = decide(facts({}, { duplicateOf: { messageId: 70, caseId: 7 } }));
    expect(verdict).toMatchObject({ outcome: "ignored", reason: "duplicate", case: 7, changes: [] });
  });

  test("our own mail coming back makes nothing", () => {
    expect(decide(facts({}, { isOwn: true }))).toMatchObject({
      outcome: "ignored",
      reason: "own_mail",
      changes: [],
    });
  });
});

describe("a mail in an agent's name", () => {
  test.each([
    ["pass and no token", { tokens: [] }, "held_token_missing", true],
    ["a token and no pass", { authentication: "none" as const }, "held_sender_not_vouched", false],
    ["a token and a failed pass", { authentication: "fail" as const }, "joined_third_party", null],
    ["another agent's token", { tokens: [agentToken({ recipient: MIKE })] }, "held_token_missing", true],
    ["a user's token", { tokens: [aToken()] }, "held_token_missing", true],
  ])("with %s carries out nothing", (_, given, reason, canConfirm) => {
    const threads = [{ caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1 }];
    const verdict = decide(fromAnna("#close", {}, { threads, ...given }));
    expect(verdict.reason).toBe(reason);
    expect(changesOf(verdict, "set")).toEqual([]);
    expect(mailsOf(verdict)).not.toContain(`closed → ${SOFIE}`);
    if (canConfirm !== null) {
      expect(noticeOf(verdict, "command_held").data.canConfirm).toBe(canConfirm);
      expect(noticeOf(verdict, "command_held").to.address).toBe(ANNA);
    }
  });

  test("which the mail host knows to be forged is told to that agent where it gives orders, token or not", () => {
    const forged = (text: string, more: Partial<IntakeFacts> = {}) =>
      decide(
        fromAnna(
          text,
          {},
          {
            authentication: "fail",
            cases: new Map([[7, caseFacts({ agent: ANNA })]]),
            tokens: [agentToken()],
            ...more,
          },
        ),
      );
    const told = forged("#close");
    expect(told.reason).toBe("joined_third_party");
    expect(mailsOf(told)).toEqual([`user_wrote → ${ANNA}`]);
    expect(noticeOf(told, "user_wrote").data).toEqual({ what: "third_party", warning: "sender_forged" });
    expect(mailsOf(forged("#clsoe"))).toEqual([`user_wrote → ${ANNA}`]);
    // A responder at her address, whose mail fails for whatever reason, would answer what she is told.
    expect(mailsOf(forged("I am away until Monday."))).toEqual([]);
    expect(mailsOf(forged("#close", { recentMails: 100 }))).toEqual([]);
    expect(mailsOf(forged("#close", { tokens: [] }))).toEqual([`command_held → ${ANNA}`]);
  });

  test("with a team's token counts for its members", () => {
    const desk = aDesk({
      teams: [
        { name: "servicedesk", members: [ANNA, MIKE], address: "team@desk.example", notify: "mailbox" },
      ],
    });
    const tokens = [agentToken({ recipient: "team@desk.example", audience: "team" })];
    expect(setsOf(decide(fromAnna("#take", {}, { desk, tokens })))).toMatchObject({ agent: ANNA });
  });

  test("without a host that vouches, a token does; used again, it does only what harms nobody", () => {
    const desk = aDesk({ proof: "token" });
    const with_ = (text: string, usedForCommands: boolean) =>
      decide(fromAnna(text, {}, { desk, authentication: "none", tokens: [agentToken({ usedForCommands })] }))
        .reason;
    expect(with_("#close", false)).toBe("commanded");
    expect(with_("#close", true)).toBe("held_token_reused");
    expect(with_("#take", true)).toBe("commanded");
    expect(with_("We are looking at it.", true)).toBe("commanded");
  });

  test("on a case of their own answers as the requester", () => {
    const own = {
      requester: ANNA,
      participants: [{ address: ANNA, name: null, role: "requester" as const }],
    };
    const tokens = [aToken({ recipient: ANNA })];
    const verdict = decide(fromAnna("#close", own, { tokens }));
    expect(verdict.reason).toBe("joined");
    expect(setsOf(verdict)).toEqual({});
  });

  test("without a case and without commands opens their own", () => {
    const verdict = decide(facts({ from: ANNA, text: "My screen is dark." }));
    expect(verdict.reason).toBe("opened");
  });
});

describe("an agent's words", () => {
  test("that are encrypted reach nobody, for nobody can tell what they ask for", () => {
    const mail = aMail({
      subject: "Re: [#1042] Printer jammed",
      attachments: [anAttachment({ name: "smime.p7m" })],
      defects: ["encrypted"],
    });
    const verdict = decide(fromAnna("", {}, { mail }));
    expect(verdict.reason).toBe("refused_commands");
    expect(mailsOf(verdict)).toEqual([`command_refused → ${ANNA}`]);
    expect(noticeOf(verdict, "command_refused").data.faults).toMatchObject([{ reason: "mail_encrypted" }]);
  });

  test("without a command go to the requester", () => {
    const verdict = decide(fromAnna("Please try tray two."));
    expect(mailsOf(verdict)).toEqual([`answer → ${SOFIE}`]);
    // It is the first response when SMTP has it, not before.
    expect(setsOf(verdict)).toEqual({});
    expect(changesOf(verdict, "addMessage")[0]?.message).toMatchObject({ direction: "out", kind: "message" });
  });

  test("beside another command stay inside, and the receipt says so", () => {
    const verdict = decide(fromAnna("#priority 2\n\nLooks like the fuser again."));
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${ANNA}`]);
    expect(noticeOf(verdict, "command_receipt").data.text).toBe("note");
    expect(changesOf(verdict, "addMessage")[0]?.message).toMatchObject({ direction: "in", kind: "note" });
  });

  test("to several people go to each in a mail of their own", () => {
    const participants = [
      { address: SOFIE, name: "Sofie", role: "requester" as const },
      { address: "leo@uni.example", name: null, role: "participant" as const },
    ];
    const verdict = decide(fromAnna("Please try tray two.", { participants }));
    expect(mailsOf(verdict)).toEqual([`answer → ${SOFIE}`, "answer → leo@uni.example"]);
  });

  test.each([
    ["an internal line", "Hi,\n> the user is known to be difficult\nregards"],
    ["a command link", "See mailto:helpdesk@desk.example?body=%23close"],
    ["a command that stayed text", "All is well again.\n\n#resolve\n\nAnna Holm\nIT, second floor"],
    ["a token", "Write to helpdesk+abcdefghijklmnopqrstuvwxyz@desk.example"],
  ])("with %s are held, not sent", (_, text) => {
    const internalTexts = ["Note:\nThe user is known to be difficult"];
    const verdict = decide(fromAnna(text, {}, { cases: new Map([[7, caseFacts({}, { internalTexts })]]) }));
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
    expect(changesOf(verdict, "addMessage")[0]?.message.kind).toBe("held");
    expect(changesOf(verdict, "hold")[0]?.confirmBy).not.toBeNull();
  });

  test("with one bad line do nothing at all, and the answer says which line and what was meant", () => {
    const verdict = decide(fromAnna("#take\n#priorty 2\n\nWill fix it."));
    expect(verdict.reason).toBe("refused_commands");
    expect(changesOf(verdict, "set")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_refused → ${ANNA}`]);
    expect(noticeOf(verdict, "command_refused").data.faults).toMatchObject([
      { number: 2, reason: "unknown_verb", suggestion: "#priority 2" },
    ]);
    expect(changesOf(verdict, "addMessage")[0]?.message.kind).toBe("held");
  });
});

describe("commands", () => {
  test("#resolve documents the solution, asks the requester and starts the window", () => {
    const verdict = decide(
      fromAnna("Cleared the tray and replaced the roller.\n\n#resolve", { agent: ANNA }),
    );
    expect(setsOf(verdict)).toMatchObject({
      status: "resolved",
      resolvedAt: NOW,
      solution: "Cleared the tray and replaced the roller.",
    });
    expect(mailsOf(verdict)).toEqual([`solution → ${SOFIE}`, `command_receipt → ${ANNA}`]);
    expect(changesOf(verdict, "startClock").map((one) => one.kind)).toEqual([
      "confirm_reminder",
      "auto_close",
    ]);
  });

  test("#resolve without a solution is refused", () => {
    const verdict = decide(fromAnna("#resolve"));
    expect(noticeOf(verdict, "command_refused").data.faults[0]?.reason).toBe("solution_missing");
  });

  test("#start tells the requester in a quarter of an hour, unless an answer goes along", () => {
    const started = noticeOf(decide(fromAnna("#start")), "started");
    expect(started.notBefore).toEqual(new Date("2026-11-24T10:15:00Z"));
    expect(mailsOf(decide(fromAnna("#start\n\nI am on it.")))).toEqual([
      `answer → ${SOFIE}`,
      `command_receipt → ${ANNA}`,
    ]);
  });

  test("#assign by first name tells the assignee, by team its members", () => {
    expect(mailsOf(decide(fromAnna("#assign mike")))).toEqual([
      `assigned → ${MIKE}`,
      `command_receipt → ${ANNA}`,
    ]);
    const team = decide(fromAnna("#assign network", { agent: ANNA }));
    expect(setsOf(team)).toMatchObject({ team: "network", agent: null });
    expect(mailsOf(team)).toEqual([
      `assigned → ${MIKE}`,
      `handed_over → ${SOFIE}`,
      `command_receipt → ${ANNA}`,
    ]);
  });

  test("#assign somebody unknown is refused with a suggestion", () => {
    const [fault] = noticeOf(decide(fromAnna("#assign miek")), "command_refused").data.faults;
    expect(fault).toMatchObject({ reason: "target_unknown" });
  });

  test("#move takes responsibility along and tells the user", () => {
    const verdict = decide(fromAnna("#move network"));
    expect(setsOf(verdict)).toMatchObject({ team: "network", owner: "network" });
    expect(mailsOf(verdict)).toContain(`moved → ${SOFIE}`);
  });

  test("#wait user sends the question and stops", () => {
    const verdict = decide(
      fromAnna("Which printer is it?\n\n#wait user", { agent: ANNA, status: "in_progress" }),
    );
    expect(setsOf(verdict)).toMatchObject({ status: "awaiting_user" });
    expect(mailsOf(verdict)[0]).toBe(`question → ${SOFIE}`);
  });

  test("#close tells the user after the answer", () => {
    const verdict = decide(fromAnna("It was the fuse.\n\n#close"));
    expect(mailsOf(verdict)).toEqual([`answer → ${SOFIE}`, `closed → ${SOFIE}`, `command_receipt → ${ANNA}`]);
    expect(setsOf(verdict)).toMatchObject({
      status: "closed",
      closingCode: "agent",
      solution: "It was the fuse.",
    });
  });

  test("#merge asks for a second word where only one proof was there, and keeps the people apart", () => {
    const cases = new Map([
      [7, caseFacts()],
      [8, caseFacts({ id: 8, number: 1050, requester: "leo@uni.example", participants: [] })],
    ]);
    const given = { cases, numbers: new Map([[1050, 8]]) };
    const merged = decide(fromAnna("#merge #1050", {}, given));
    expect(setsOf(merged)).toMatchObject({ status: "closed", closingCode: "merged", mergedInto: 1050 });
    expect(changesOf(merged, "addParticipant")).toEqual([]);
    expect(merged.basedOn.map((one) => one.caseId).sort()).toEqual([7, 8]);
    const asked = decide(
      fromAnna("#merge #1050", {}, { ...given, desk: aDesk({ proof: "token" }), authentication: "none" }),
    );
    expect(asked.reason).toBe("held_needs_confirmation");
  });

  test("a held mail is carried out by #confirm on the notice that said so", () => {
    const held = {
      inboundId: 80,
      agent: ANNA,
      caseId: 7,
      mail: aMail(),
      text: {
        newText: "#priority 1",
        commandText: "#priority 1",
        signature: null,
        quoted: null,
        forwarded: null,
      },
      receivedAt: NOW,
    };
    const tokens = [agentToken({ notice: "command_held" })];
    const verdict = decide(fromAnna("#confirm", {}, { tokens, held }));
    expect(setsOf(verdict)).toEqual({ priority: "production_disrupting" });
    expect(changesOf(verdict, "releaseHeld")).toMatchObject([{ inboundId: 80, as: "released" }]);
    const unvouched = decide(fromAnna("#confirm", {}, { tokens, held, authentication: "none" }));
    expect(setsOf(unvouched)).toEqual({});
  });

  test("an agent's new mail opens a case for somebody, who gets a receipt", () => {
    const verdict = decide(
      facts({
        from: ANNA,
        subject: "Phone call",
        text: "#requester sofie@uni.example\n#priority 3\n\nHer screen flickers.",
      }),
    );
    expect(verdict.reason).toBe("opened_by_agent");
    expect(mailsOf(verdict)).toEqual([
      `opened_for_you → ${SOFIE}`,
      `new_case → ${MIKE}`,
      `command_receipt → ${ANNA}`,
    ]);
    expect(changesOf(verdict, "addMessage")[0]?.message.kind).toBe("message");
  });

  test("an agent's new mail that nobody vouches for opens nothing", () => {
    const desk = aDesk({ proof: "token" });
    const given = { desk, authentication: "none" as const };
    const verdict = decide(
      facts({ from: ANNA, text: "#requester sofie@uni.example\n\nHer screen flickers." }, given),
    );
    expect(verdict.reason).toBe("held_new_thread_unproved");
    expect(changesOf(verdict, "openCase")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_held → ${ANNA}`]);
  });

  test("a mail that only asks opens no case", () => {
    const verdict = decide(facts({ from: ANNA, text: "#list mine" }));
    expect(changesOf(verdict, "openCase")).toEqual([]);
    expect(noticeOf(verdict, "command_receipt").data.show).toEqual([{ what: "list", which: "mine" }]);
  });

  test("a command mail is spent by being carried out", () => {
    expect(changesOf(decide(fromAnna("#take")), "useCommandMail")).toMatchObject([
      { agent: ANNA, digest: "d0".repeat(32) },
    ]);
  });
});

describe("#undo", () => {
  const at = NOW;
  const row = (id: number, field: string, from: string | null, to: string | null, inboundId: number) => ({
    id,
    at,
    actor: ANNA,
    field,
    from,
    to,
    inboundId,
  });
  const commands = [{ inboundId: 60, actor: ANNA, verb: "priority", value: "2", undone: false }];

  test("restores what that mail changed", () => {
    const history = [row(1, "priority", "minor", "critical", 60)];
    const cases = new Map([[7, caseFacts({ priority: "critical" }, { history, commands })]]);
    const verdict = decide(fromAnna("#undo", {}, { cases }));
    expect(setsOf(verdict)).toEqual({ priority: "minor" });
    expect(changesOf(verdict, "markUndone")).toMatchObject([{ inboundId: 60 }]);
  });

  test("leaves what was changed since, and says so", () => {
    const history = [row(1, "priority", "minor", "critical", 60), row(2, "priority", "critical", "low", 61)];
    const cases = new Map([[7, caseFacts({ priority: "low" }, { history, commands })]]);
    const verdict = decide(fromAnna("#undo", {}, { cases }));
    expect(setsOf(verdict)).toEqual({});
    expect(noticeOf(verdict, "command_receipt").data.remarks.join()).toContain("priority");
  });

  test("of nothing is refused", () => {
    expect(decide(fromAnna("#undo")).reason).toBe("refused_commands");
  });

  test("of the mail that opened the case takes back what else it did: the case stays", () => {
    const history = [
      row(1, "status", null, "registered", 60),
      row(2, "status", "registered", "assigned", 60),
      row(3, "agent", null, MIKE, 60),
    ];
    const assign = [{ inboundId: 60, actor: ANNA, verb: "assign", value: MIKE, undone: false }];
    const undone = (made: typeof history) => {
      const facts7 = caseFacts({ status: "assigned", agent: MIKE }, { history: made, commands: assign });
      return setsOf(decide(fromAnna("#undo", {}, { cases: new Map([[7, facts7]]) })));
    };
    expect(undone(history)).toMatchObject({ status: "registered", agent: null });
    expect(undone(history.filter((row) => row.id !== 2)).status).toBeUndefined();
  });
});

describe("what an attacker or an accident would try", () => {
  test.each(["The user is clueless.\n#note\n#resolve", "#note\n#close"])(
    "a note becomes no solution: %s",
    (text) => {
      expect(setsOf(decide(fromAnna(text)))).not.toHaveProperty("solution");
    },
  );

  test("an unproved answer that quotes internals is held for the internals, so that #confirm releases only what was told", () => {
    const desk = aDesk({ proof: "token" });
    const cases = new Map([[7, caseFacts({}, { internalTexts: ["The user is known to be difficult"] })]]);
    const threads = [{ caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1_000 }];
    const text = "> The user is known to be difficult\n\n#reply";
    const verdict = decide(fromAnna(text, {}, { desk, cases, threads, tokens: [], authentication: "none" }));
    expect(verdict.reason).toBe("held_would_show_internal_line");
  });

  test.each(["#confirm\n\nNo, wait, do not send it.", "#confirm\n#closee"])(
    "only a lone #confirm releases: %s",
    (text) => {
      const held = {
        inboundId: 80,
        agent: ANNA,
        caseId: 7,
        mail: aMail(),
        text: {
          newText: "#priority 1",
          commandText: "#priority 1",
          signature: null,
          quoted: null,
          forwarded: null,
        },
        receivedAt: NOW,
      };
      const verdict = decide(fromAnna(text, {}, { tokens: [agentToken({ notice: "command_held" })], held }));
      expect(setsOf(verdict)).toEqual({});
      expect(changesOf(verdict, "releaseHeld")).toEqual([]);
    },
  );

  test("an agent's answer through a list is an agent's; a generated mail in an agent's name is only recorded", () => {
    expect(mailsOf(decide(fromAnna("Try tray two.", {}, { mailKind: "list" })))).toEqual([
      `answer → ${SOFIE}`,
    ]);
    const generated = decide(fromAnna("#close", {}, { mailKind: "generated" }));
    expect(generated.reason).toBe("joined_automatic");
    expect(mailsOf(generated)).toEqual([]);
  });

  test("a team mailbox that answers by itself gets no further mail", () => {
    const desk = aDesk({
      teams: [{ name: "servicedesk", members: [ANNA], address: "team@desk.example", notify: "mailbox" }],
    });
    const tokens = [agentToken({ recipient: "team@desk.example", audience: "team" })];
    const given = { desk, tokens, cases: new Map([[7, caseFacts()]]) };
    expect(mailsOf(decide(facts({ from: "team@desk.example", text: "We got your mail" }, given)))).toEqual(
      [],
    );
  });

  test("a stranger who answers our mail again and again is recorded, and told of ten times an hour", () => {
    const given = { tokens: [aToken()], cases: new Map([[7, caseFacts()]]) };
    const mails = (recentMails: number) =>
      mailsOf(decide(facts({ from: "bot@elsewhere.example" }, { ...given, recentMails })));
    expect(mails(10)).toHaveLength(2);
    expect(mails(11)).toEqual([]);
  });

  test.each(["none", "fail"] as const)(
    "a mail that nobody vouches for (%s) makes nobody known",
    (authentication) => {
      expect(changesOf(decide(facts({}, { authentication })), "rememberPerson")).toEqual([]);
    },
  );

  test("#undo of something else leaves the closing clocks and other people's mails alone", () => {
    const row = { id: 1, at: NOW, actor: ANNA, field: "place", from: null, to: "2.14", inboundId: 60 };
    const commands = [{ inboundId: 60, actor: ANNA, verb: "place", value: "2.14", undone: false }];
    const facts7 = caseFacts({ status: "resolved", place: "2.14" }, { history: [row], commands });
    const verdict = decide(fromAnna("#undo", {}, { cases: new Map([[7, facts7]]) }));
    expect(setsOf(verdict)).toEqual({ place: null });
    expect([...changesOf(verdict, "startClock"), ...changesOf(verdict, "suppress")]).toEqual([]);
  });

  test("#merge follows the other case's own merge and never closes a circle", () => {
    const cases = new Map([
      [7, caseFacts()],
      [8, caseFacts({ id: 8, number: 1050, mergedInto: 1042, status: "closed" })],
    ]);
    const verdict = decide(fromAnna("#merge #1050", {}, { cases, numbers: new Map([[1050, 8]]) }));
    expect(verdict.reason).toBe("refused_commands");
  });

  test("#requester on a resolved case is refused: the reminder would show the solution to somebody else", () => {
    const verdict = decide(fromAnna("#requester leo@uni.example", { status: "resolved" }));
    expect(verdict.reason).toBe("refused_commands");
  });

  test("#resolve and #close in one mail are refused", () => {
    expect(decide(fromAnna("Fixed it.\n\n#resolve\n#close")).reason).toBe("refused_commands");
  });

  test("a relay's id is learned from an answer to the token address", () => {
    const tag = { caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1_000 };
    const mail = aMail({ subject: "Re: [#1042] Printer jammed", inReplyTo: ["relay-1@ses.example"] });
    const verdict = decide(fromSofie("More details.", {}, { mail, threads: [tag] }));
    expect(changesOf(verdict, "learnAlias")).toMatchObject([{ case: 7, id: "relay-1@ses.example" }]);
  });

  test("nobody floods an agent by writing in their name", () => {
    const threads = [{ caseId: 7, by: "tag" as const, addressees: [], author: null, position: 1_000 }];
    const mails = (recentMails: number) =>
      mailsOf(decide(fromAnna("#close", {}, { threads, tokens: [], authentication: "none", recentMails })));
    expect(mails(10)).toEqual([`command_held → ${ANNA}`]);
    expect(mails(11)).toEqual([]);
  });

  test("two responders without marks are told of thirty times an hour", () => {
    const mails = (recentMails: number) =>
      mailsOf(decide(fromSofie("I am away.", { agent: ANNA }, { recentMails })));
    expect(mails(30)).toEqual([`user_wrote → ${ANNA}`]);
    expect(mails(31)).toEqual([]);
  });

  test("an attached mail is held: it may be one of the desk's, with a token in it", () => {
    const mail = aMail({
      subject: "Re: [#1042] Printer jammed",
      attachments: [anAttachment({ name: "case.eml", contentType: "message/rfc822" })],
    });
    expect(decide(fromAnna("See attached.", {}, { mail })).reason).toBe("held_would_show_attached_mail");
  });

  test("an agent's own token counts wherever it stands among the recipients", () => {
    const tokens = [agentToken({ outboxId: 33, recipient: MIKE }), agentToken()];
    expect(setsOf(decide(fromAnna("#take", {}, { tokens })))).toMatchObject({ agent: ANNA });
  });

  test("#undo after looking takes back the last change, not the look", () => {
    const history = [
      { id: 1, at: NOW, actor: ANNA, field: "priority", from: "minor", to: "critical", inboundId: 60 },
    ];
    const commands = [
      { inboundId: 60, actor: ANNA, verb: "priority", value: "2", undone: false },
      { inboundId: 61, actor: ANNA, verb: "show", value: null, undone: false },
    ];
    const cases = new Map([[7, caseFacts({ priority: "critical" }, { history, commands })]]);
    expect(setsOf(decide(fromAnna("#undo", {}, { cases })))).toEqual({ priority: "minor" });
  });

  test("the receipt of a phone call names what its requester is sent", () => {
    const verdict = decide(
      facts({ from: ANNA, subject: "Phone", text: "#requester leo@uni.example\n\nHis mouse is dead." }),
    );
    const { text, sent } = noticeOf(verdict, "command_receipt").data;
    expect(text).toBe("described");
    expect(sent).toContainEqual({ notice: "opened_for_you", to: "leo@uni.example" });
    const noted = decide(
      facts({ from: ANNA, subject: "Phone", text: "#requester leo@uni.example\n#note\n\nHe is rude." }),
    );
    expect(noticeOf(noted, "opened_for_you").data.restated).toBeNull();
  });
});

describe("a bounce", () => {
  const bounce = (overrides: Partial<BouncedRecipient> = {}): Bounce => {
    const failed = {
      address: SOFIE,
      finalAddress: null,
      status: "5.1.1",
      reason: "user_unknown",
      hard: true,
      delayed: false,
      response: "550 5.1.1 no such user",
      ...overrides,
    } as const;
    return { recipients: [failed], status: failed.status, hard: failed.hard };
  };
  const bounced = (what: Bounce, overrides: Parameters<typeof fromSofie>[2] = {}) =>
    decide(
      facts(
        { from: "mailer-daemon@mx.example", subject: "Undelivered Mail Returned to Sender" },
        {
          mailKind: "bounce",
          bounce: what,
          tokens: [aToken()],
          cases: new Map([[7, caseFacts({ agent: ANNA })]]),
          ...overrides,
        },
      ),
    );

  test("of a mail that we sent is on its case, told to its agent, and marks an address that is gone", () => {
    const verdict = bounced(bounce());
    expect(verdict).toMatchObject({ reason: "joined_bounce", case: 7 });
    expect(changesOf(verdict, "addMessage")[0]?.message.kind).toBe("bounce");
    expect(noticeOf(verdict, "delivery_failed")).toMatchObject({
      to: { address: ANNA },
      data: { to: SOFIE, notice: "acknowledgement", response: "550 5.1.1 no such user", hard: true },
    });
    expect(changesOf(verdict, "markUndeliverable")).toEqual([{ do: "markUndeliverable", address: SOFIE }]);
  });

  test.each<[string, Bounce]>([
    ["that may pass", bounce({ hard: false, status: "5.2.2", reason: "mailbox_full" })],
    ["of an address that theirs was passed on to", bounce({ address: "old@elsewhere.example" })],
    ["that names nobody", { recipients: [], status: "5.0.911", hard: true }],
  ])("%s is told and marks nothing", (_, what) => {
    const verdict = bounced(what);
    expect(noticeOf(verdict, "delivery_failed").data.hard).toBe(false);
    expect(changesOf(verdict, "markUndeliverable")).toEqual([]);
  });

  test("is of our recipient also where the server names the address behind it", () => {
    const verdict = bounced(bounce({ address: "alias@x.example", finalAddress: SOFIE.toUpperCase() }));
    expect(changesOf(verdict, "markUndeliverable")).toHaveLength(1);
  });

  test("that says it is still tried is only on the case", () => {
    const verdict = bounced(bounce({ delayed: true, hard: false, status: "4.4.1" }));
    expect(changesOf(verdict, "addMessage")).toHaveLength(1);
    expect(mailsOf(verdict)).toEqual([]);
  });

  test("is told once for each way in which it failed, and stays on the case each time", () => {
    const soft = bounce({ hard: false, status: "4.2.2", reason: "mailbox_full" });
    expect(changesOf(bounced(bounce()), "recordBounce")).toEqual([
      { do: "recordBounce", outboxId: 31, told: "hard" },
    ]);
    expect(changesOf(bounced(soft), "recordBounce")[0]?.told).toBe("soft");
    for (const [what, before, mails] of [
      [bounce(), ["hard"], 0],
      [bounce({ status: "5.1.10" }), ["soft", "hard"], 0],
      [bounce(), ["soft"], 1],
      [soft, ["soft"], 0],
    ] as const) {
      const verdict = bounced(what, { tokens: [aToken({ bouncesTold: [...before] })] });
      expect(mailsOf(verdict)).toHaveLength(mails);
      expect(changesOf(verdict, "recordBounce")).toHaveLength(mails);
      expect(changesOf(verdict, "addMessage")).toHaveLength(1);
    }
  });

  test("counts only where it names a mail of ours", () => {
    expect(bounced(bounce(), { tokens: [] })).toMatchObject({ outcome: "ignored", changes: [] });
  });

  test("marks nobody by a token that has ended, whatever other token brought it to a case", () => {
    const ended = aToken({ recipient: "bo@uni.example", expiresAt: new Date("2026-01-01T00:00:00Z") });
    const verdict = bounced(bounce({ address: "bo@uni.example" }), { tokens: [ended, aToken()] });
    expect(verdict).toMatchObject({ reason: "joined_bounce", case: 7 });
    expect(changesOf(verdict, "markUndeliverable")).toEqual([]);
  });

  test("of a mail to an agent is mailed to no agent", () => {
    const verdict = bounced(bounce({ address: ANNA }), { tokens: [agentToken()] });
    expect(mailsOf(verdict)).toEqual([]);
    expect(changesOf(verdict, "markUndeliverable")[0]?.address).toBe(ANNA);
  });

  test("a mail from the address takes the mark away; an automatic one does not", () => {
    const person = aPerson({ undeliverable: true });
    const cleared = (mailKind: "human" | "auto_reply") =>
      changesOf(decide(fromSofie("Hello again", {}, { person, mailKind })), "clearUndeliverable");
    expect(cleared("human")).toEqual([{ do: "clearUndeliverable", address: SOFIE }]);
    expect(cleared("auto_reply")).toEqual([]);
  });
});

test("a responder that answers the envelope joins its case, under whatever subject", () => {
  const verdict = decide(
    fromSofie("Away.", { agent: ANNA }, { mailKind: "auto_reply", mail: aMail({ subject: "Hello" }) }),
  );
  expect(verdict).toMatchObject({ reason: "joined_auto_reply", case: 7 });
  expect(mailsOf(verdict)).toEqual([]);
});

describe("an answer that may be a person's, though it carries an automatic mark", () => {
  const marked = { mailKind: "auto_reply", maybeHuman: true } as const;

  test("is on its case, told to the agent as such, and changes nothing", () => {
    const verdict = decide(fromSofie("It still jams.", { status: "resolved", agent: ANNA }, marked));
    expect(changesOf(verdict, "set")).toEqual([]);
    expect(changesOf(verdict, "cancelClocks")).toEqual([]);
    expect(noticeOf(verdict, "user_wrote")).toMatchObject({
      to: { address: ANNA },
      data: { what: "automatic", warning: "maybe_person" },
    });
  });

  test("ends being told after ten within the hour", () => {
    const mails = (recentMails: number) =>
      mailsOf(decide(fromSofie("Hm.", { agent: ANNA }, { ...marked, recentMails })));
    expect(mails(10)).toHaveLength(1);
    expect(mails(11)).toEqual([]);
  });

  test("opens a case where it belongs to none, unanswered", () => {
    const verdict = decide(facts({}, marked));
    expect(changesOf(verdict, "openCase")).toHaveLength(1);
    expect(mailsOf(verdict)).toEqual([`new_case → ${ANNA}`, `new_case → ${MIKE}`]);
  });
});

describe("a mail that reads like a server's, and bears no mark of one", () => {
  const doubtful = { mailKind: "bounce", maybeHuman: true } as const;

  test("is its writer's words on their case: told to the agent, and a resolved case is taken up again", () => {
    const open = decide(
      fromSofie("Your mail to bo@firm.example could not be sent.", { agent: ANNA }, doubtful),
    );
    expect(noticeOf(open, "user_wrote")).toMatchObject({ to: { address: ANNA } });
    const resolved = decide(
      fromSofie("It could not be sent.", { status: "resolved", agent: ANNA }, doubtful),
    );
    expect(resolved.reason).toBe("reopened");
  });

  test("opens a case where it belongs to none, which nobody is told of but agents", () => {
    const verdict = decide(facts({}, doubtful));
    expect(changesOf(verdict, "openCase")).toHaveLength(1);
    expect(mailsOf(verdict)).toEqual([`new_case → ${ANNA}`, `new_case → ${MIKE}`]);
  });
});

describe("limits", () => {
  const turn = (minutesAgo: number, from: string, to: string) => ({
    id: 1,
    at: new Date(NOW.getTime() - minutesAgo * 60_000),
    actor: SOFIE,
    field: "status",
    from,
    to,
    inboundId: null,
  });
  const reopening = (history: ReturnType<typeof turn>[], recentAutomatic = sent([])) =>
    mailsOf(
      decide(
        facts(
          { text: "It does not work." },
          {
            tokens: [aToken()],
            cases: new Map([[7, caseFacts({ status: "resolved", agent: ANNA }, { history })]]),
            recentAutomatic,
          },
        ),
      ),
    );

  test("a case that was closed and opened in turn answers no more, and still goes on", () => {
    const turns = [1, 2, 3, 4].map((ago) => turn(ago, "resolved", "in_progress"));
    expect(reopening(turns.slice(1))).toEqual([`reopened → ${SOFIE}`, `user_wrote → ${ANNA}`]);
    expect(reopening(turns)).toEqual([`user_wrote → ${ANNA}`]);
    expect(
      reopening(turns.map((one) => ({ ...one, at: new Date(NOW.getTime() - 8 * 86_400_000) }))),
    ).toHaveLength(2);
  });

  test("an address that got too much is not answered when it reopens or confirms", () => {
    expect(reopening([], sent([5]))).toEqual([`user_wrote → ${ANNA}`]);
    const confirmed = decide(
      fromSofie("Yes, thanks!", { status: "resolved" }, { recentAutomatic: sent([5]) }),
    );
    expect(setsOf(confirmed).status).toBe("closed");
    expect(changesOf(confirmed, "suppress").at(-1)).toMatchObject({
      notices: ["closed"],
      reason: "limit_met",
    });
  });

  test.each([
    ["new@desk.example", "pass", true],
    ["new@staff.desk.example", "pass", true],
    ["new@staff.desk.example", "none", false],
    ["new@my-desk.example", "pass", false],
  ] as const)("%s, vouched for: %s, is of the house: %s", (sender, authentication, isAnswered) => {
    const busy = { recentAutomatic: sent([], [50]), sender, authentication };
    expect(mailsOf(decide(facts({}, busy))).includes(`acknowledgement → ${sender}`)).toBe(isAnswered);
  });

  test("whom the desk knows is not held back for their domain", () => {
    const person = aPerson();
    const busy = { recentAutomatic: sent([], [50]), person };
    expect(mailsOf(decide(facts({}, busy)))).toContain(`acknowledgement → ${SOFIE}`);
    expect(mailsOf(decide(facts({}, { ...busy, authentication: "none" })))).not.toContain(
      `acknowledgement → ${SOFIE}`,
    );
  });

  test("on a bad morning everybody of the house is answered who writes words of their own, or few words, or is known", () => {
    const answered = (alike: number[], given: Parameters<typeof facts>[1] = {}) =>
      mailsOf(decide(facts({}, { recentAutomatic: sent([], [500], alike), ...given }))).includes(
        `acknowledgement → ${SOFIE}`,
      );
    const house = { sender: SOFIE, desk: { ...aDesk(), mailboxes: aDesk().mailboxes } };
    house.desk.mailboxes = house.desk.mailboxes.map((one) => ({ ...one, address: "help@uni.example" }));
    expect(answered([7, 15, 39, 119], house)).toBe(true);
    expect(answered([8], house)).toBe(false);
    expect(answered([49], { ...house, shape: { hash: "d2", terse: true } })).toBe(true);
    expect(answered([49], { ...house, person: aPerson() })).toBe(true);
    expect(answered([8], { ...house, person: aPerson(), authentication: "none" })).toBe(false);
  });

  test("whoever writes under ever new names with one token is told of ten times an hour", () => {
    const at = (minutesAgo: number) => new Date(NOW.getTime() - minutesAgo * 60_000);
    const told = (outsidersAt: Date[]) =>
      mailsOf(
        decide(
          facts(
            { from: "eve9@elsewhere.example", text: "Hello" },
            { tokens: [aToken()], cases: new Map([[7, caseFacts({ agent: ANNA }, { outsidersAt })]]) },
          ),
        ),
      );
    expect(told(Array.from({ length: 9 }, () => at(5)))).toEqual([`user_wrote → ${ANNA}`]);
    expect(told(Array.from({ length: 10 }, () => at(5)))).toEqual([]);
    expect(told([...Array.from({ length: 9 }, () => at(5)), at(61)])).toEqual([`user_wrote → ${ANNA}`]);
  });

  test("a team is told of sixty new cases of one sender an hour, of another desk's notices five", () => {
    const told = (recentMails: number, header?: string, alike = 0) => {
      const recentAutomatic = sent([], [], [0, alike]);
      const given = facts({}, { recentMails, recentAutomatic, authentication: "none" });
      const headers = header ? [{ name: header, value: "new_case" }] : [];
      return mailsOf(decide({ ...given, mail: { ...given.mail, headers } })).filter((one) =>
        one.startsWith("new_case"),
      ).length;
    };
    expect([told(60), told(61)]).toEqual([2, 0]);
    // One machine under many names.
    expect([told(1, undefined, 59), told(1, undefined, 60)]).toEqual([2, 0]);
    expect([told(5, "x-deskpost-notice"), told(6, "x-deskpost-notice")]).toEqual([2, 0]);
  });
});
