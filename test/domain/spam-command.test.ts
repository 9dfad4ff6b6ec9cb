/** `#spam`: what it ends, who hears of it, and how it is taken back. */
import { describe, expect, test } from "vitest";
import { USER_NOTICES } from "../../src/domain/notice.ts";
import {
  ANNA,
  aDesk,
  aPerson,
  caseFacts,
  changesOf,
  decide,
  facts,
  fromAnna,
  fromSofie,
  mailsOf,
  NOW,
  noticeOf,
  setsOf,
} from "../support/facts.ts";

describe("#spam", () => {
  test("closes the case without a word to its sender, and takes back what they were still to get", () => {
    const verdict = decide(fromAnna("#spam"));
    expect(setsOf(verdict)).toMatchObject({ status: "closed", closingCode: "spam", closedAt: NOW });
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${ANNA}`]);
    expect(changesOf(verdict, "suppress")).toContainEqual({
      do: "suppress",
      case: 7,
      notices: [...USER_NOTICES],
      reason: "case_is_spam",
    });
    expect(noticeOf(verdict, "command_receipt").data).toMatchObject({ undoable: true });
  });

  test("keeps the text beside it inside", () => {
    const verdict = decide(fromAnna("#spam\n\nThe third of these this week."));
    expect(changesOf(verdict, "addMessage").map(({ message }) => message.kind)).toEqual(["note"]);
    expect(mailsOf(verdict)).toEqual([`command_receipt → ${ANNA}`]);
  });

  test.each(["#reply", "#resolve", "#close", "#take"])("is refused beside %s: it stands alone", (other) => {
    const verdict = decide(fromAnna(`Hello\n\n${other}\n#spam`));
    expect(setsOf(verdict)).toEqual({});
    expect(mailsOf(verdict)).toEqual([`command_refused → ${ANNA}`]);
  });

  test("asks for a second word where only one proof was there", () => {
    const verdict = decide(
      fromAnna("#spam", {}, { desk: aDesk({ proof: "token" }), authentication: "none" }),
    );
    expect(verdict.reason).toBe("held_needs_confirmation");
    expect(setsOf(verdict)).toEqual({});
  });

  test("is refused on a case that is closed already", () => {
    const closed = caseFacts({ status: "closed", closingCode: "agent" });
    expect(mailsOf(decide(fromAnna("#spam", {}, { cases: new Map([[7, closed]]) })))).toEqual([
      `command_refused → ${ANNA}`,
    ]);
  });

  test("is taken back by #undo", () => {
    const row = (id: number, field: string, from: string | null, to: string) => {
      return { id, at: NOW, actor: ANNA, field, from, to, inboundId: 60 };
    };
    const history = [
      row(1, "status", "in_progress", "closed"),
      row(2, "closedAt", null, NOW.toISOString()),
      row(3, "closingCode", null, "spam"),
    ];
    const commands = [{ inboundId: 60, actor: ANNA, verb: "spam", value: null, undone: false }];
    const marked = caseFacts(
      { status: "closed", closingCode: "spam", closedAt: NOW, agent: ANNA },
      { history, commands },
    );
    expect(setsOf(decide(fromAnna("#undo", {}, { cases: new Map([[7, marked]]) })))).toMatchObject({
      status: "in_progress",
      closedAt: null,
      closingCode: null,
    });
  });

  test.each(["#spam", "#reopen"])("%s in a mail that names no case is refused, and opens none", (command) => {
    const verdict = decide(facts({ from: ANNA, subject: "Hm", text: command }, { person: aPerson() }));
    expect(changesOf(verdict, "openCase")).toEqual([]);
    expect(mailsOf(verdict)).toEqual([`command_refused → ${ANNA}`]);
  });
});

describe("what the sender of spam writes later", () => {
  const spam = { status: "closed", closingCode: "spam", closedAt: NOW, agent: ANNA } as const;

  test.each(["Thanks!", "5", "It is still broken, why do you not answer?"])(
    "%j is on the case, told to its agent, answered by nobody, and reopens nothing",
    (text) => {
      const verdict = decide(fromSofie(text, spam));
      expect(verdict).toMatchObject({ reason: "joined", case: 7 });
      expect(setsOf(verdict)).toEqual({});
      expect(mailsOf(verdict)).toEqual([`user_wrote → ${ANNA}`]);
    },
  );
});
