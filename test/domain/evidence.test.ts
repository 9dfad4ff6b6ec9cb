import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mailbox } from "../../src/domain/desk.ts";
import {
  collectEvidence,
  markerLine,
  messageIdFor,
  replyAddressFor,
  stripTags,
  subjectTag,
  tokenOfMessageId,
} from "../../src/domain/evidence.ts";
import { aMail, aMailbox, aMailWithHeaders } from "../support/mail.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxyz".replace(/[b]/, "2");
const OTHER = "zyxwvutsrqponmlkjihgfedcb7";
const plus = aMailbox({ aliases: ["it@desk.example"] });
const catchall = aMailbox({
  name: "reply",
  address: "hjælp@desk.example",
  replyAddress: { catchall: "reply.desk.example" },
});
const boxes = [plus, catchall];
const to = (...addresses: string[]) => addresses.map((address) => ({ address, name: null }));

describe("tokens among the recipients", () => {
  it.each([
    ["the mailbox", `helpdesk+${TOKEN}@desk.example`],
    ["the mailbox in capitals", `HELPDESK+${TOKEN.toUpperCase()}@DESK.EXAMPLE`],
    ["an alias", `it+${TOKEN}@desk.example`],
    ["the catch-all domain", `${TOKEN}@reply.desk.example`],
  ])("in an address of %s", (_, address) => {
    expect(collectEvidence(aMail({ to: to(address) }), boxes).tokens).toEqual([
      { token: TOKEN, found: "address" },
    ]);
  });

  it.each(["Delivered-To", "X-Original-To", "Envelope-To"])(
    "in %s, when the To line was rewritten",
    (name) => {
      const mail = aMailWithHeaders(`${name}: <helpdesk+${TOKEN}@desk.example>`);
      expect(collectEvidence(mail, boxes).tokens).toEqual([{ token: TOKEN, found: "address" }]);
    },
  );

  it("in Cc", () => {
    expect(collectEvidence(aMail({ cc: to(`it+${TOKEN}@desk.example`) }), boxes).tokens).toHaveLength(1);
  });

  it.each([
    ["another domain", `helpdesk+${TOKEN}@evil.example`],
    ["another mailbox", `boss+${TOKEN}@desk.example`],
    ["a token that is too long", `helpdesk+${TOKEN}a@desk.example`],
    ["a token that is too short", `helpdesk+${TOKEN.slice(1)}@desk.example`],
    ["a letter that no token has", `helpdesk+${TOKEN.slice(1)}1@desk.example`],
    ["a mailbox named like a token", `${TOKEN}@desk.example`],
    ["nothing before the plus", `+${TOKEN}@desk.example`],
  ])("not with %s", (_, address) => {
    expect(collectEvidence(aMail({ to: to(address) }), boxes).tokens).toEqual([]);
  });

  it("counts a plus address still when the setting has changed since", () => {
    const now = aMailbox({ replyAddress: "none" });
    expect(collectEvidence(aMail({ to: to(`helpdesk+${TOKEN}@desk.example`) }), [now]).tokens).toHaveLength(
      1,
    );
  });
});

describe("tokens in thread headers and text", () => {
  it("finds Message-IDs of ours, newest first", () => {
    const mail = aMail({
      inReplyTo: ["other@customer.example"],
      references: [messageIdFor(plus, OTHER), `<${messageIdFor(plus, TOKEN).toUpperCase()}>`],
    });
    expect(collectEvidence(mail, boxes).tokens).toEqual([
      { token: TOKEN, found: "message_id" },
      { token: OTHER, found: "message_id" },
    ]);
  });

  it("takes the marker line for a last resort, in quotes and in HTML too", () => {
    const mail = aMail({
      text: `Thanks\n> ${markerLine(TOKEN)}\n`,
      html: `<p>[REF:${OTHER.toUpperCase()}]</p>`,
    });
    expect(collectEvidence(mail, boxes).tokens).toEqual([
      { token: TOKEN, found: "marker" },
      { token: OTHER, found: "marker" },
    ]);
  });

  it("names a token once, by its strongest place", () => {
    const mail = aMail({
      to: to(replyAddressFor(plus, TOKEN)),
      inReplyTo: [messageIdFor(plus, TOKEN)],
      text: markerLine(TOKEN),
    });
    expect(collectEvidence(mail, boxes).tokens).toEqual([{ token: TOKEN, found: "address" }]);
  });

  it("does not take a token out of somebody else's Message-ID", () => {
    expect(tokenOfMessageId(`${TOKEN}@desk.example`)).toBeNull();
    expect(tokenOfMessageId(`x.dp.${TOKEN}@desk.example`)).toBeNull();
    expect(tokenOfMessageId(`dp.${TOKEN}@desk.example`)).toBe(TOKEN);
  });
});

describe("ids", () => {
  it("stand In-Reply-To first, then References newest first, each once and without brackets", () => {
    const mail = aMail({
      inReplyTo: ["<c@x.example>"],
      references: ["<a@x.example>", " b@x.example", "C@X.example"],
    });
    expect(collectEvidence(mail, boxes).ids.map((id) => id.toLowerCase())).toEqual([
      "c@x.example",
      "b@x.example",
      "a@x.example",
    ]);
  });

  it("are the newest fifty and the oldest ten of a long chain", () => {
    const references = Array.from({ length: 500 }, (_, i) => `${i}@x.example`);
    const { ids } = collectEvidence(aMail({ references }), boxes);
    expect(ids).toHaveLength(60);
    expect([ids[0], ids[49], ids[50], ids[59]]).toEqual([
      "499@x.example",
      "450@x.example",
      "9@x.example",
      "0@x.example",
    ]);
  });

  it("the mail's own id stands apart", () => {
    const { ids, ownId } = collectEvidence(aMail({ messageId: "<own@x.example>" }), boxes);
    expect([ids, ownId]).toEqual([[], "own@x.example"]);
  });
});

describe("subject tags", () => {
  it.each([
    [`Re: ${subjectTag(1042)} Printer`, [1042]],
    ["[#7] and [#1042] and [#7]", [7, 1042]],
    ["#1042", []],
    ["[1042]", []],
    ["[#0]", []],
    ["[#9999999999999]", []],
  ])("%s", (subject, expected) => {
    expect(collectEvidence(aMail({ subject }), boxes).tags).toEqual(expected);
  });

  it.each([
    ["Printer jammed", "Printer jammed"],
    ["Re: [#1042] Printer jammed", "Printer jammed"],
    ["[#1042] Re: SV: Fwd: Printer jammed", "Printer jammed"],
    ["RE[2]: Re (3): VS: AW: WG: Antw: Printer jammed", "Printer jammed"],
    ["SV: Vedr.: Printeren er i stykker", "Printeren er i stykker"],
    ["Vedr: Printeren", "Printeren"],
    ["[EXTERNAL] Re: Printer   jammed [#1042]", "Printer jammed"],
    ["回复：打印机", "打印机"],
    ["Reset: my password", "Reset: my password"],
    ["Report re: printer", "Report re: printer"],
    ["Re: ", ""],
  ])("%s is about %s", (subject, expected) => {
    expect(stripTags(subject)).toBe(expected);
  });
});

describe("the mail that a report is about", () => {
  const own = `dp.${TOKEN}@desk.example`;
  const deliveryReport = {
    reportType: null,
    recipients: [],
    originalMessageId: own,
    originalRecipients: [],
  };

  it("is named by the headers it returns, as a part or as text", () => {
    const named = [{ token: TOKEN, found: "message_id" }];
    expect(collectEvidence(aMail({ deliveryReport }), boxes, true).tokens).toEqual(named);
    const text = `Sorry.\n\n--- Below is the mail\nMessage-ID: <${own}>\nTo: x`;
    expect(collectEvidence(aMail({ text }), boxes, true).tokens).toEqual(named);
  });

  it("is not named by a person who passes a mail on", () => {
    expect(collectEvidence(aMail({ deliveryReport, text: `Message-ID: <${own}>` }), boxes).tokens).toEqual(
      [],
    );
  });

  it("is known by the envelope sender it goes to", () => {
    const at = (address: string) => collectEvidence(aMail({ to: to(address) }), boxes).toBounceAddress;
    expect(at(`helpdesk+b-${TOKEN}@desk.example`)).toBe(true);
    expect(at(`b-${TOKEN}@reply.desk.example`)).toBe(true);
    expect(at(`helpdesk+${TOKEN}@desk.example`)).toBe(false);
    expect(at(`other+b-${TOKEN}@desk.example`)).toBe(false);
  });
});

describe("always", () => {
  const token = fc.string({
    unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz234567"),
    minLength: 26,
    maxLength: 26,
  });
  const mailbox = fc.constantFrom<Mailbox>(plus, catchall, aMailbox({ replyAddress: "none" }));
  const respell = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
  );
  const carriers = fc.subarray(["to", "cc", "delivered-to", "in-reply-to", "references", "text"] as const, {
    minLength: 1,
  });

  it("a reply to our own notice finds its token, whichever of its traces is left and however its case was changed", () => {
    fc.assert(
      fc.property(
        token,
        token,
        mailbox,
        respell,
        carriers,
        fc.string(),
        (ours, older, box, spell, kept, noise) => {
          const address = to(spell(replyAddressFor(box, ours)));
          const id = spell(messageIdFor(box, ours));
          const has = (what: (typeof kept)[number]) => kept.includes(what);
          const addressTells = box.replyAddress !== "none" && (has("to") || has("cc") || has("delivered-to"));
          fc.pre(addressTells || has("in-reply-to") || has("references") || has("text"));
          const mail = aMailWithHeaders(has("delivered-to") ? `Delivered-To: ${address[0]?.address}` : "", {
            to: has("to") ? address : to("someone@else.example"),
            cc: has("cc") ? address : [],
            inReplyTo: has("in-reply-to") ? [id] : [],
            references: has("references") ? ["root@customer.example", messageIdFor(box, older), id] : [],
            text: has("text") ? `${noise}\n> ${spell(markerLine(ours))}\n${noise}` : noise,
          });
          expect(
            collectEvidence(mail, [aMailbox({ address: "other@desk.example" }), box]).tokens[0]?.token,
          ).toBe(ours);
        },
      ),
    );
  });

  it("any recipients, ids, subject and text are looked through without throwing", () => {
    const any = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(any, fc.array(any), any, any, (address, ids, subject, text) => {
        const mail = aMail({ to: to(address), inReplyTo: ids, references: ids, subject, text, html: text });
        expect(collectEvidence(mail, boxes).ids.length).toBeLessThanOrEqual(60);
        expect(stripTags(stripTags(subject))).toBe(stripTags(subject));
      }),
    );
  });

  it("a tag comes off every subject that it was put on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.string(), (number, subject) => {
        const tagged = `Re: ${subjectTag(number)} ${subject}`;
        expect(collectEvidence(aMail({ subject: tagged }), boxes).tags[0]).toBe(number);
        expect(stripTags(tagged)).toBe(stripTags(subject));
      }),
    );
  });

  it("hostile lengths take no time", () => {
    const long = "x".repeat(1_000_000);
    const started = performance.now();
    stripTags("Re: ".repeat(250_000));
    stripTags(" ".repeat(1_000_000));
    collectEvidence(
      aMail({ subject: `[#${"1".repeat(1_000_000)}`, text: "[ref:".repeat(200_000), references: [long] }),
      boxes,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
