/** What people read: every notice in every language, from the fullest and the emptiest context there can be. */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readAnswer } from "../../src/domain/confirm.ts";
import { noticeContext } from "../../src/domain/fill-context.ts";
import type { NoticeRow } from "../../src/domain/notice-base.ts";
import { ConfigError } from "../../src/errors.ts";
import { createRenderer, type RenderedMail, type Renderer } from "../../src/mail/render.ts";
import {
  fullestFacts,
  isUserNotice,
  SAMPLE_TOKEN,
  type Sample,
  sampleCase,
  sampleContexts,
  sampleDesk,
  sampleMessage,
  sampleRow,
  sampleWriting,
} from "../support/notice-samples.ts";

const FOLDER = join(import.meta.dirname, "../../templates");
const LANGUAGES = ["en", "da", "nl", "es", "zh"];

let renderer: Renderer;
beforeAll(() => {
  renderer = createRenderer(FOLDER, "en");
});

const samples = LANGUAGES.flatMap((language) =>
  sampleContexts(language).map((one) => ({ language, ...one })),
);

function rendered({ language, notice, context }: Sample & { language: string }): RenderedMail {
  return renderer.render(notice, language, context);
}

function mail(
  language: string,
  notice: Sample["notice"],
  extent: Sample["extent"] = "fullest",
): RenderedMail {
  const sample = samples.find(
    (one) => one.language === language && one.notice === notice && one.extent === extent,
  );
  if (!sample) throw new Error(`no sample ${notice}`);
  return rendered(sample);
}

/** Texts that the HTML opens answers with, in order. */
function answers(html: string): string[] {
  return [...html.matchAll(/href="(mailto:[^"]*)"/g)].map((match) => {
    const link = new URL((match[1] ?? "").replace(/&#x3D;/g, "=").replace(/&amp;/g, "&"));
    return (link.searchParams.get("body") ?? "").replace(/\r\n/g, "\n");
  });
}

test("somebody whom an agent named by address alone is greeted by the name known from before, but no stranger is", () => {
  const greeting = (notice: "opened_for_you" | "acknowledgement", row: Partial<NoticeRow>) => {
    const onCase = sampleCase({ requesterName: null });
    const given = { ...fullestFacts(notice), case: onCase };
    const context = noticeContext({ ...sampleRow(notice), ...row }, given, sampleDesk(), sampleWriting("en"));
    return context.greeting;
  };
  expect(greeting("opened_for_you", { recipientName: null })).toBe("Sofie");
  expect(greeting("opened_for_you", { recipientName: null, recipient: "bo@customer.example" })).toBeNull();
  const brief = { extent: "brief", restated: null, promisedBy: null, linkedTo: null };
  expect(greeting("acknowledgement", { recipientName: null, data: brief })).toBeNull();
});

describe.each(samples)("$language $notice, $extent", (sample) => {
  test("reads as a finished mail", () => {
    const { subject, text, html } = rendered(sample);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject).not.toBe("");
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/undefined|\[object|NaN|Invalid Date|\{\{|\{\w+\}/);
      expect(part).not.toMatch(/\bnull\b/);
    }
    expect(text).not.toMatch(/\n{4,}/);
    expect(text).not.toMatch(/&(?:lt|gt|amp|quot|#x)/);
    expect(text).not.toMatch(/ ,| \.(?:\s|$)|,,|\(\)/m);
  });

  test("loads nothing from anywhere, and its HTML is whole", () => {
    const { html } = rendered(sample);
    expect(html).not.toMatch(/https?:|src=|url\(/i);
    expect(html).toMatch(/^<!DOCTYPE html>/);
    for (const tag of ["table", "tr", "td", "p", "div", "a", "strong", "span"]) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0;
      const closed = html.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0;
      expect([tag, opened]).toEqual([tag, closed]);
    }
    // A program without style sheets shows dark words on a light ground; one in dark mode turns both.
    expect(html).toContain('name="color-scheme" content="light dark"');
    expect(html).toContain("prefers-color-scheme: dark");
  });

  test("keeps internals from users", () => {
    const { subject, text, html } = rendered(sample);
    if (!isUserNotice(sample.notice)) return;
    for (const part of [subject, text, html]) {
      expect(part).not.toContain("lease ends in March");
      expect(part).not.toMatch(/#(?:take|resolve|note|løst|notat)/);
      expect(part).not.toContain("Printing/Paper");
      expect(part).not.toContain("AU123456");
      expect(part).not.toContain("anna@desk.example");
    }
  });
});

describe("mails to users", () => {
  test("greet by first name, restate, promise, and say how to add something", () => {
    const { subject, text } = mail("en", "acknowledgement");
    expect(subject).toBe("[#1042] The printer on the second floor is jammed");
    expect(text).toMatch(/^Hi Sofie,\n\n/);
    expect(text).toContain("“The printer on the second floor is jammed and shows <error 13.2>.”");
    expect(text).toContain("Service Desk has it now");
    expect(text).toContain("by Tuesday 24 November, 14:00.");
    expect(text).toContain("  1. Which printer is it?");
    expect(text).toContain("Just reply to this mail, with the numbers");
    const danish = mail("da", "acknowledgement").text;
    expect(danish).toMatch(/^Hej Sofie,\n\n/);
    expect(danish).toContain("senest tirsdag den 24. november kl. 14.00.");
  });

  test("names the attachments that were too large to keep, in both languages", () => {
    expect(mail("en", "acknowledgement").text).toMatch(
      /too large, or too many,.*another way:\n {2}<film>\.mov \(80 MB\)\n\n/s,
    );
    expect(mail("da", "acknowledgement").text).toMatch(
      /for store eller for mange.*anden vej:\n {2}<film>\.mov \(80 MB\)\n\n/s,
    );
    expect(mail("en", "acknowledgement").html).toContain("&lt;film&gt;.mov (80 MB)");
  });

  test("a stranger nobody vouches for gets number and promise, and none of the words they sent", () => {
    const row = sampleRow("acknowledgement", {
      extent: "brief",
      restated: "Buy now",
      encrypted: false,
      promisedBy: "2026-11-24T13:00:00Z",
      linkedTo: 9,
      leftOut: [{ name: "Buy now.exe", size: 80_000_000 }],
      questions: [],
      guided: false,
      order: null,
    });
    const facts = { ...fullestFacts("acknowledgement"), case: sampleCase({ subject: "Buy now" }) };
    const context = noticeContext(
      { ...row, recipientName: "Win Money" },
      facts,
      sampleDesk(),
      sampleWriting("en"),
    );
    const { subject, text, html } = renderer.render("acknowledgement", "en", context);
    expect(subject).toBe("[#1042] Your mail to IT Helpdesk");
    expect(text).toBe(
      "Hello,\n\nWe have received your mail. You will hear from us by Tuesday 24 November, 14:00.\n\nSome of your attachments were too large, or too many, for us to keep. Should we need them, we will find another way.\n\nCase number 1042\nIT Helpdesk\n",
    );
    expect(html).not.toMatch(/Buy now|Win Money/);
  });

  test("an answer begins with the agent's words, is signed, and quotes what the user may read below", () => {
    const { text, html } = mail("en", "answer");
    expect(text).toMatch(/^Hi Sofie,\n\nI took a label out of tray 2 & tested it <twice>\.\n/);
    const [words = "", history = ""] = text.split("-----\n");
    expect(words).toContain("Anna Holm\nService Desk\n");
    expect(words).toContain("error 13.2.png (1.2 MB), log.txt (12 kB)");
    expect(history).toMatch(/> I have cleared the paper path\.[\s\S]*> The printer is jammed\./);
    expect(html).toContain("tested it &lt;twice&gt;.<br>");
    expect(html).toContain("&nbsp;&nbsp;1. Use tray 1 for labels");
  });

  test("an agent's mail without new words never sends what it quotes", () => {
    const facts = {
      ...fullestFacts("answer"),
      message: sampleMessage({ direction: "out", text: "", fullText: "> internal: the lease ends in March" }),
    };
    const context = noticeContext(sampleRow("answer"), facts, sampleDesk(), sampleWriting("en"));
    expect(renderer.render("answer", "en", context).text).not.toContain("internal: the lease");
  });

  test("the history ends where somebody speaks who is not on the case now", () => {
    const stranger = sampleMessage({ id: 1, authorAddress: "old@customer.example", text: "My secret" });
    const before = sampleMessage({
      id: 2,
      direction: "out",
      authorAddress: "anna@desk.example",
      text: "To old",
    });
    const facts = { ...fullestFacts("answer"), earlier: [stranger, before] };
    const context = noticeContext(sampleRow("answer"), facts, sampleDesk(), sampleWriting("en"));
    expect(renderer.render("answer", "en", context).text).not.toMatch(/My secret|To old/);
  });

  test.each(LANGUAGES)("the solution asks one question, and its links are understood (%s)", (language) => {
    const { text, html } = mail(language, "solution");
    expect(text.match(/[?？]/g)).toHaveLength(1);
    const facts = { hasAttachments: false, status: "resolved", names: [] } as const;
    const [yes = "", no = ""] = answers(html);
    expect(readAnswer(yes, facts).kind).toBe("confirms");
    expect(readAnswer(no, facts).kind).toBe("trouble");
    const closes: Record<string, string> = {
      en: "by Friday 27 November, 16:00",
      da: "inden fredag den 27. november kl. 16.00",
      zh: "在11月27日 星期五 16:00之前",
      es: "antes del viernes 27 de noviembre a las 16:00",
      nl: "uiterlijk vrijdag 27 november om 16:00",
    };
    expect(text).toContain(closes[language]);
  });

  test.each(LANGUAGES)("closing offers the five ratings where one is asked for (%s)", (language) => {
    expect(answers(mail(language, "closed").html)).toEqual(["1", "2", "3", "4", "5"]);
    expect(answers(mail(language, "closed", "emptiest").html)).toEqual([]);
    const facts = { hasAttachments: false, status: "closed", names: [] } as const;
    expect(readAnswer("4", facts)).toMatchObject({ kind: "rates", rating: 4 });
  });

  test("links answer this mail: to the reply address, under its subject", () => {
    const { html, subject } = mail("en", "solution");
    const link = /href="(mailto:[^"]*)"/.exec(html)?.[1] ?? "";
    expect(link).toContain(`mailto:helpdesk%2B${SAMPLE_TOKEN}@desk.example?`);
    const url = new URL(link.replace(/&#x3D;/g, "=").replace(/&amp;/g, "&"));
    expect(url.searchParams.get("subject")).toBe(`Re: ${subject}`);
  });
});

describe("mails to agents", () => {
  test("bring the message, who it is, what went before, and commands as links", () => {
    const { text, html } = mail("en", "new_case");
    for (const part of [
      "Can somebody come by?",
      "phone 12 34 56 78",
      "error 13.2.png (1.2 MB), log.txt (12 kB)",
      "Phone: +45 12 34 56 78",
      "your answer goes to Sofie Hansen and Bo Berg",
      "#1031 Laptop is slow",
      "Mike Lund <mike@desk.example>, Friday 20 November, 15:00 (internal note):\n> This one jams every month",
      "Do not trust it",
    ]) {
      expect(text).toContain(part);
    }
    expect(answers(html)).toEqual(["#take", "#wait\n\n", "#resolve\n\n", "#note\n\n", "#show"]);
    expect(answers(mail("da", "new_case").html)).toEqual([
      "#tag",
      "#vent\n\n",
      "#løst\n\n",
      "#notat\n\n",
      "#vis",
    ]);
  });

  test("where the address cannot hold the token, links and text carry it as a line", () => {
    const marker = `[ref:${SAMPLE_TOKEN}]`;
    const { text, html } = mail("en", "new_case", "emptiest");
    expect(text.trim().endsWith(marker)).toBe(true);
    expect(html).toContain(marker);
    expect(answers(html)[0]).toBe(`#take\n\n${marker}`);
  });

  test("a receipt says each line with old and new value, what was sent to whom, and how to undo it", () => {
    const { text, html } = mail("en", "command_receipt");
    expect(text).toContain("#priority 2\n    priority: minor (4) → critical (2)");
    expect(text).toContain(
      "in progress → waiting for the requester, waiting until Friday 27 November, 16:00",
    );
    expect(text).toContain("#assign anna\n    agent: Anna Holm");
    expect(text).toContain("sofie@customer.example: your question");
    expect(text).toContain("#undo");
    expect(answers(html)[0]).toBe("#undo");
    expect(mail("da", "command_receipt").text).toContain("i gang → afventer brugeren");
    expect(mail("en", "command_receipt", "emptiest").text).not.toContain("#undo");
  });

  test("a receipt brings what was asked for: the case, the reasons, the files, the list, the help", () => {
    const { text } = mail("en", "command_receipt");
    for (const part of [
      "Case 1042: The printer on the second floor is jammed\n  Status: in progress",
      "closing: answer_trouble (no_yes_word)",
      "Files of case #1042",
      "Cases · mine: 61",
      "#1042 Printer\n  in progress · critical (2) · Anna Holm · sofie@customer.example",
      "#help [VERB]",
      "There is no case 9.",
    ]) {
      expect(text).toContain(part);
    }
  });

  test.each([
    [
      "en",
      "It answers a mail of the desk’s (case #1042 as requester).",
      "Rule “print”: “printer” stands in the subject, department is “Direktion”. · category → Printing · priority → critical (2) · agent → –",
      "new case: anna@desk.example",
    ],
    [
      "da",
      "Den svarer på en mail fra desken (case #1042 as requester).",
      "Reglen »print«: »printer« står i emnet, department er »Direktion«. · kategori → Printing · prioritet → kritisk (2) · medarbejder → –",
      "ny sag: anna@desk.example",
    ],
  ])(
    "the reasons are told in words, and the rule with the words that matched (%s)",
    (language, joined, rule, notice) => {
      const { text, html } = mail(language, "command_receipt");
      for (const said of [joined, rule, notice, "closing: answer_trouble (no_yes_word)"])
        expect(text).toContain(said);
      expect(html).toContain(rule);
    },
  );

  test("a refusal names the line, why, and what was perhaps meant", () => {
    const { text, html } = mail("en", "command_refused");
    expect(text).toContain("#prioritty 2 <now>\n    there is no such command\n    Did you mean: #priority 2");
    expect(text).toContain("> We will come by at two.");
    expect(html).toContain("#prioritty 2 &lt;now&gt;");
  });

  test("a held mail says what was held and why, and offers to release it only where that is possible", () => {
    expect(answers(mail("en", "command_held").html)[0]).toBe("#confirm");
    expect(mail("en", "command_held").text).toContain("> Closing this one.");
    expect(answers(mail("en", "command_held", "emptiest").html)).toEqual([]);
  });
});

describe("languages", () => {
  test("one without templates is written in the desk's, then in English", () => {
    expect(renderer.languageFor("da")).toBe("da");
    expect(renderer.languageFor("fr")).toBe("en");
    expect(createRenderer(FOLDER, "da").languageFor("fr")).toBe("da");
    expect(createRenderer(FOLDER, "fr").languageFor("it")).toBe("en");
  });

  test("priorities are called what the desk calls them, where it says so", () => {
    const own = createRenderer(FOLDER, "en", { minor: { en: "Normal" } });
    const context = noticeContext(
      sampleRow("new_case"),
      fullestFacts("new_case"),
      sampleDesk(),
      sampleWriting("en"),
    );
    expect(own.render("new_case", "en", context).text).toContain("Normal (4)");
    expect(renderer.render("new_case", "en", context).text).toContain("minor (4)");
  });

  test("users' words are values, never templates", () => {
    const facts = {
      ...fullestFacts("new_case"),
      message: sampleMessage({ fullText: "{{deskName}} {{#each this}}x{{/each}} {{> layout}}" }),
    };
    const context = noticeContext(sampleRow("new_case"), facts, sampleDesk(), sampleWriting("en"));
    const { text, html } = renderer.render("new_case", "en", context);
    expect(text).toContain("{{deskName}} {{#each this}}x{{/each}} {{> layout}}");
    expect(html).toContain("{{deskName}} {{#each this}}x{{/each}} {{&gt; layout}}");
  });

  test("a folder without templates is a fault of the configuration", () => {
    expect(() => createRenderer(join(FOLDER, "en"), "en")).toThrow(ConfigError);
  });
});

test.each(["en", "da", "nl", "es", "zh"])(
  "a request that was forwarded is said to be with whom it was sent to (%s)",
  (language) => {
    const row = sampleRow("handed_over", {
      to: "outside",
      team: "servicedesk",
      outside: "service@vendor.example",
    });
    const context = noticeContext(row, fullestFacts("handed_over"), sampleDesk(), sampleWriting(language));
    const { text, html } = renderer.render("handed_over", language, context);
    for (const part of [text, html]) expect(part).toContain("service@vendor.example");
  },
);
