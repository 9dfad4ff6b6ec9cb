import { expect, test } from "vitest";
import { formatFault } from "../../src/config/fault.ts";
import { findFaults, parseDesk } from "../../src/config/find-faults.ts";
import { deskSchema } from "../../src/domain/desk.ts";

const HEAD = `desk: { name: IT, address: helpdesk@desk.example }
mailboxes: [{ name: helpdesk, address: helpdesk@desk.example, team: servicedesk, imap: { host: 127.0.0.1, user: h } }]
smtp: { host: 127.0.0.1 }
teams: [{ name: servicedesk, members: [anna@desk.example] }, { name: network, members: [anna@desk.example] }]
agents: [{ address: anna@desk.example, name: Anna }, { address: bo@desk.example, name: Bo }]
categories: [Printing/Toner, Access/Password]
`;

const find = (text: string) => findFaults(`${HEAD}${text}`, "desk.yaml", { languages: ["en", "da"] });

const RULES = `notices: [{ name: vpn, text: { en: The VPN is down. } }]
matrix:
  high: { high: 1, medium: critical, low: 3 }
  medium: { high: 2, medium: 3, low: 4 }
  low: { high: 3, medium: 4, low: low }
priorities: { critical: { en: Urgent, da: Haster } }
rules:
  - name: toner
    when:
      any:
        - { words: [toner, "paper jam", "*printer*"] }
        - not: { subject: "/^re: /" }
          all: [{ attachmentName: "*.log", attachmentType: image/* }, { header: { X-Ticket: [urgent] } }]
      domain: uni.example
      time: { days: [sat, sun], between: "22:00-06:00", open: false }
      history: { atLeast: 3, category: printing }
    set: { category: Printing/Toner, priority: 2, tags: print, agent: anna@desk.example, team: network, notice: vpn }
    stop: true
`;

test("rules as they may be written have no fault, and one stands for a list of one", () => {
  expect(find(RULES).map(formatFault)).toEqual([]);
  const [rule] = deskSchema.parse(parseDesk(`${HEAD}${RULES}`)).rules;
  expect(rule).toMatchObject({
    when: { domain: ["uni.example"], any: [{}, { not: { subject: ["/^re: /"] } }] },
    set: { priority: "critical", tags: ["print"] },
  });
});

test.each([
  ["when: { words: [a, 404] }", "rules[0].when.words[1]", /found 404; allowed: a text — write "404"/],
  ["when: { any: [{ wrods: [a] }] }", "rules[0].when.any[0].wrods", /unknown key.*did you mean "words"/],
  ["when: { words: '/(?=a)/' }", "rules[0].when.words", /cannot be used: invalid.*allowed: RE2 syntax/],
  ["when: { words: '/(a{1,100}){1,10}/' }", "rules[0].when.words", /\d+ steps; allowed: at most 500/],
  ["when: { not: { header: { X-A: ['/(/'] } } }", "rules[0].when.not.header.X-A[0]", /cannot be used/],
  ["when: { subject: '+++' }", "rules[0].when.subject", /has no word in it/],
  ["when: { words: [] }", "rules[0].when.words", /a list/],
  ["when: { category: Prining }", "rules[0].when.category", /no category is named "Prining".*"Printing"/],
  ["when: { mailbox: helpdisk }", "rules[0].when.mailbox", /no mailbox is named.*did you mean "helpdesk"/],
  ["when: { time: { calendar: office } }", "rules[0].when.time.calendar", /no calendar is named/],
  ["when: { time: { between: '8-16' } }", "rules[0].when.time.between", /a time of day such as/],
  ["when: { history: { withinDays: 3 } }", "rules[0].when.history", /says not how many cases/],
  ["when: { history: { atLeast: 3, atMost: 1 } }", "rules[0].when.history.atLeast", /at most 1/],
  ["set: { team: netwrok }", "rules[0].set.team", /no team is named.*did you mean "network"/],
  ["set: { category: Printing }", "rules[0].set.category", /no category is named "Printing"/],
  ["set: { agent: eve@desk.example }", "rules[0].set.agent", /no agent is named/],
  ["set: { agent: bo@desk.example, team: network }", "rules[0].set.agent", /is no member of network/],
  ["set: { notice: vpn }", "rules[0].set.notice", /none, since no notice is defined/],
  ["set: { serviceLevel: gold }", "rules[0].set.serviceLevel", /no serviceLevel is named "gold"/],
  ["set: { order: laptop }", "rules[0].set.order", /no order is named "laptop"/],
  ["set: { language: fr }", "rules[0].set.language", /no language is named "fr".*en, da/],
  ["set: { priority: 6 }", "rules[0].set.priority", /found 6; allowed: a whole number from 1 to 5/],
  ["set: { impact: hihg }", "rules[0].set.impact", /did you mean "high"/],
  ["when: { words: a }", "rules[0]", /sets nothing/],
])("of a rule with %s", (text, path, told) => {
  const set = text.startsWith("when") && path !== "rules[0]" ? "\n    set: { type: incident }" : "";
  const faults = find(`rules:\n  - name: one\n    ${text}${set}\n`);
  expect(faults.map((fault) => fault.path)).toEqual([path]);
  expect(formatFault(faults[0] as never)).toMatch(told);
});

test("names stand once, a notice has the desk's language, and the matrix is whole", () => {
  const text = `rules: [{ name: a, stop: true }, { name: a, stop: true }]
notices: [{ name: n, text: { da: Nede. } }, { name: n, text: { en: Down. } }]
matrix: { high: { high: 1, medium: 2, low: 3 }, medium: { high: 2, medium: 3 } }
`;
  expect(find(text).map(({ path, code }) => [path, code])).toEqual([
    ["rules[1].name", "duplicate_name"],
    ["notices[0].text", "missing"],
    ["notices[1].name", "duplicate_name"],
    ["matrix.low", "missing"],
    ["matrix.medium.low", "missing"],
  ]);
});
