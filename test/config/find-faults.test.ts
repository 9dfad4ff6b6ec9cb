import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFault } from "../../src/config/fault.ts";
import { findFaults, parseDesk } from "../../src/config/find-faults.ts";
import { deskJsonSchema } from "../../src/config/schema-faults.ts";
import { deskSchema } from "../../src/domain/desk.ts";

const HEALTHY = `desk: { name: IT Helpdesk, address: helpdesk@desk.example, language: en, timeZone: Europe/Copenhagen }
mailboxes:
  - name: helpdesk
    address: helpdesk@desk.example
    replyAddress: plus
    team: servicedesk
    folders: [INBOX]
    imap: { host: 127.0.0.1, port: 993, tls: true, user: helpdesk }
    afterAccept: { move: Processed }
    authentication: { rfc8601: mx.desk.example, trustedHops: 1 }
smtp: { host: 127.0.0.1, port: 465, tls: true, user: helpdesk, envelope: verp }
proof: strict
teams:
  - { name: servicedesk, lead: anna@desk.example, members: [anna@desk.example, mike@desk.example] }
agents:
  - { address: anna@desk.example, name: Anna Holm, language: da }
  - { address: mike@desk.example, name: Mike Lund }
closing: { resolve: direct, confirmWorkingDays: 5, remindAfterWorkingDays: 3 }
calendars:
  - name: office
    hours: { mon-fri: "08:00-16:00" }
    holidays: DK
`;

const languages = ["en", "da"];

function find(text: string) {
  return findFaults(text, "desk.yaml", { languages });
}

/** The healthy file with one piece of text replaced. */
function withChange(from: string, to: string): string {
  if (!HEALTHY.includes(from)) throw new Error(`no "${from}" in the healthy file`);
  return HEALTHY.replace(from, () => to);
}

function only(text: string) {
  const faults = find(text);
  expect(faults.map(formatFault)).toHaveLength(1);
  const fault = faults[0];
  if (fault === undefined) throw new Error("no fault");
  return fault;
}

describe("a healthy desk.yaml", () => {
  it("has no fault", () => expect(find(HEALTHY).map(formatFault)).toEqual([]));

  it("may share settings by anchors and merge keys", () => {
    const text = HEALTHY.replace("imap: {", "imap: &server {").replace(
      "smtp: { host",
      "smtp: { <<: { tls: true }, host",
    );
    expect(find(text).map(formatFault)).toEqual([]);
  });

  it("is what init writes", () => {
    const text = readFileSync(resolve("templates/_init/desk.yaml"), "utf8");
    expect(find(text).map(formatFault)).toEqual([]);
  });

  it("stays healthy with everything that the file from init shows commented out", () => {
    const text = readFileSync(resolve("templates/_init/desk.yaml"), "utf8").replace(
      /^(\s*)# ((aliases|operator|firstResponse|sentFolder|categories|services):)/gm,
      "$1$2",
    );
    expect(text).toMatch(/^ {2}operator: /m);
    expect(find(text).map(formatFault)).toEqual([]);
  });
});

describe("rotas", () => {
  const MEMBERS = "members: [anna@desk.example, mike@desk.example] }";
  const withTeam = (more: string) =>
    withChange(MEMBERS, `members: [anna@desk.example, mike@desk.example], ${more} }`);

  it("of the file from init are healthy when they are taken into use", () => {
    const text = readFileSync(resolve("templates/_init/desk.yaml"), "utf8").replace(
      /^( {4})# (assign:| {0,2}- \{ agents|onDuty:)/gm,
      "$1$2",
    );
    expect(text).toMatch(/^ {4}onDuty:[^\n]*\n {4} {2}- \{ agents/m);
    expect(find(text).map(formatFault)).toEqual([]);
  });

  it.each([
    ["not_in_team", "onDuty: [{ agents: [ann@desk.example] }]", "teams[0].onDuty[0].agents[0]"],
    [
      "unknown_calendar",
      "onDuty: [{ agents: [anna@desk.example], calendar: ofice }]",
      "teams[0].onDuty[0].calendar",
    ],
    [
      "wrong_hours",
      'onDuty: [{ agents: [anna@desk.example], hours: { mon: "08:00-08:00" } }]',
      "teams[0].onDuty[0].hours.mon",
    ],
  ])("%s", (code, more, path) => {
    expect(only(withTeam(more))).toMatchObject({ code, path });
  });

  it.each([
    ["wrong_day", "2026-02-31"],
    ["wrong_span", "2027-01-03/2026-12-23"],
  ])("absences: %s", (code, span) => {
    const text = withChange("name: Mike Lund }", `name: Mike Lund, away: [${span}] }`);
    expect(only(text)).toMatchObject({ code, path: "agents[1].away[0]" });
  });

  it("a team is not told by a list that is sent to nobody", () => {
    const text = withTeam("notify: digest");
    expect(find(text).map(formatFault)).toEqual([]);
    expect(find(`${text}digest: { to: [teams] }\n`).map(formatFault)).toEqual([]);
    expect(only(`${text}digest: { to: [] }\n`)).toMatchObject({
      code: "nobody_told",
      path: "teams[0].notify",
    });
  });

  it("nobody can be given a case in a team without members", () => {
    const text = withChange(
      `lead: anna@desk.example, ${MEMBERS}`,
      "address: team@desk.example, notify: mailbox, assign: roundRobin }",
    );
    expect(only(text)).toMatchObject({ code: "nobody_to_assign", path: "teams[0].assign" });
  });
});

describe("faults have a place, what was found, what is allowed and a guess", () => {
  it("names an unknown key at the key itself", () => {
    expect(only(withChange("    replyAddress: plus", "    replyAdress: plus"))).toEqual({
      file: "desk.yaml",
      line: 5,
      column: 5,
      path: "mailboxes[0].replyAdress",
      code: "unknown_key",
      found: 'found the unknown key "replyAdress"',
      allowed: expect.stringContaining("replyAddress, team, folders"),
      hint: 'did you mean "replyAddress"?',
    });
  });

  it("names every fault at once, in the order of the file", () => {
    const text = HEALTHY.replace("Europe/Copenhagen", "Europe/Copenhavn")
      .replace("port: 993", "port: 99300")
      .replace("envelope: verp", "envelope: vrep")
      .replace("team: servicedesk", "team: servicedsk")
      .replace("remindAfterWorkingDays: 3", "remindAfterWorkingDays: 9")
      .replace("holidays: DK", "holidays: DX");
    expect(find(text).map((fault) => [fault.line, fault.path, fault.hint])).toEqual([
      [1, "desk.timeZone", null],
      [6, "mailboxes[0].team", 'did you mean "servicedesk"?'],
      [8, "mailboxes[0].imap.port", null],
      [11, "smtp.envelope", 'did you mean "verp"?'],
      [18, "closing.remindAfterWorkingDays", null],
      [22, "calendars[0].holidays", expect.stringContaining("DK (Denmark)")],
    ]);
  });

  it.each([
    ["a missing section", "proof: strict\nteams:", "proof: strict\nteam:", "team", /allowed: .*teams/],
    [
      "a value of another type",
      "port: 993",
      "port: imaps",
      "mailboxes[0].imap.port",
      /"imaps"; allowed: a whole number from 1 to 65535/,
    ],
    [
      "a text without quotes",
      "user: helpdesk }\n    after",
      "user: 42 }\n    after",
      "mailboxes[0].imap.user",
      /found 42; allowed: a text — write "42"/,
    ],
    [
      "a value left empty",
      "holidays: DK",
      "holidays:",
      "calendars[0].holidays",
      /is empty.*take the line out/,
    ],
    [
      "a wrong choice",
      "tls: true, user: helpdesk, envelope",
      "tls: ssl, user: helpdesk, envelope",
      "smtp.tls",
      /"ssl"; allowed: true, false, or starttls/,
    ],
    [
      "a mistyped shape",
      "{ move: Processed }",
      "{ moev: Processed }",
      "mailboxes[0].afterAccept",
      /section with move, or a section with flag.*did you mean "move"/,
    ],
    [
      "two shapes at once",
      "{ move: Processed }",
      "{ move: Processed, flag: $X }",
      "mailboxes[0].afterAccept",
      /found a section with move, flag/,
    ],
    [
      "a fault inside one shape",
      "trustedHops: 1",
      "trustedHops: 99",
      "mailboxes[0].authentication.trustedHops",
      /found 99; allowed: a whole number from 1 to 10/,
    ],
    [
      "a wrong key of hours",
      "mon-fri:",
      "monday:",
      "calendars[0].hours.monday",
      /a day or a span of days such as mon or mon-fri/,
    ],
    [
      "an empty list",
      "members: [anna@desk.example, mike@desk.example]",
      "members: []",
      "teams[0]",
      /nobody would be told/,
    ],
    [
      "a host that is a URL",
      "host: 127.0.0.1, port: 465",
      'host: "smtp://me:geheim@mail", port: 465',
      "smtp.host",
      /found "smtp:\/\/…@mail"; allowed: a host/,
    ],
  ])("%s", (_what, from, to, path, expected) => {
    const faults = find(withChange(from, to)).filter((fault) => fault.path === path);
    expect(faults.map(formatFault)).toEqual([expect.stringMatching(expected)]);
  });

  it("tells a missing key at the section that lacks it", () => {
    const fault = only(withChange("    team: servicedesk\n", ""));
    expect([fault.path, fault.code, fault.line]).toEqual(["mailboxes[0].team", "missing", 3]);
  });
});

describe("secrets", () => {
  it.each([
    [
      "user: helpdesk }\n    after",
      "user: helpdesk, password: hunter2 }\n    after",
      "DESKPOST_IMAP_PASSWORD_HELPDESK",
    ],
    ["envelope: verp", "pass: hunter2", "DESKPOST_SMTP_PASSWORD"],
    [
      "envelope: verp",
      "oauth: { tokenUrl: https://x.example/t, clientId: a, grant: refresh_token, clientSecret: hunter2 }",
      "DESKPOST_OAUTH_SECRET_SMTP",
    ],
    [
      "envelope: verp",
      "oauth: { tokenUrl: https://x.example/t, clientId: a, grant: refresh_token, refreshToken: hunter2 }",
      "DESKPOST_OAUTH_REFRESH_SMTP",
    ],
    ["proof: strict", "proof: strict\nsecret: hunter2", "DESKPOST_SECRET"],
  ])("are refused with the variable they belong in: %#", (from, to, variable) => {
    const fault = only(withChange(from, to));
    expect(fault.code).toBe("secret_in_file");
    expect(fault.hint).toContain(`${variable} `);
    expect(formatFault(fault)).not.toContain("hunter2");
  });
});

describe("a secret inside a URL", () => {
  it("is refused too, and never repeated", () => {
    const oauth = "oauth: { tokenUrl: https://me:hunter2@x.example/t, clientId: a, grant: refresh_token }";
    const fault = only(withChange("envelope: verp", oauth));
    expect([fault.code, fault.path]).toEqual(["secret_in_file", "smtp.oauth.tokenUrl"]);
    expect(formatFault(fault)).toContain("DESKPOST_OAUTH_SECRET_SMTP");
    expect(formatFault(fault)).not.toContain("hunter2");
  });
});

describe("what the parts say about each other", () => {
  it.each([
    ["unknown_agent", "mike@desk.example] }", "mick@desk.example] }", "teams[0].members[1]"],
    [
      "unknown_calendar",
      "timeZone: Europe/Copenhagen }",
      "timeZone: Europe/Copenhagen, calendar: ofice }",
      "desk.calendar",
    ],
    ["unknown_language", "language: da", "language: fr", "agents[0].language"],
    [
      "duplicate_address",
      "name: Mike Lund",
      "name: Mike Lund, aliases: [Anna@desk.example]",
      "agents[1].aliases[0]",
    ],
    [
      "duplicate_name",
      "calendars:\n",
      'calendars:\n  - { name: office, hours: { mon: "08:00-09:00" } }\n',
      "calendars[1].name",
    ],
    [
      "strict_without_authentication",
      "{ rfc8601: mx.desk.example, trustedHops: 1 }",
      "none",
      "mailboxes[0].authentication",
    ],
    [
      "strict_without_authentication",
      "    authentication: { rfc8601: mx.desk.example, trustedHops: 1 }\n",
      "",
      "mailboxes[0]",
    ],
    [
      "plain_connection",
      "host: 127.0.0.1, port: 993, tls: true",
      "host: mail.desk.example, tls: false",
      "mailboxes[0].imap.tls",
    ],
    [
      "plain_connection",
      "envelope: verp",
      "oauth: { tokenUrl: http://login.example/t, clientId: a, grant: refresh_token }",
      "smtp.oauth.tokenUrl",
    ],
    [
      "missing_user",
      "user: helpdesk, envelope: verp",
      "oauth: { tokenUrl: https://login.example/t, clientId: a, grant: refresh_token }",
      "smtp.oauth",
    ],
    [
      "reminder_too_late",
      "confirmWorkingDays: 5, remindAfterWorkingDays: 3",
      "confirmWorkingDays: 3",
      "closing.confirmWorkingDays",
    ],
    [
      "reminder_too_late",
      "calendars:\n",
      "waiting: { remindAfterWorkingDays: [2, 5], closeAfterWorkingDays: 5 }\ncalendars:\n",
      "waiting.remindAfterWorkingDays[1]",
    ],
    [
      "reminder_too_late",
      "calendars:\n",
      "waiting: { closeAfterWorkingDays: 4 }\ncalendars:\n",
      "waiting.closeAfterWorkingDays",
    ],
    [
      "unknown_category",
      "calendars:\n",
      "categories: [Hardware/Printer]\nguides: [{ category: Hardwear, questions: [{ ask: Which? }] }]\ncalendars:\n",
      "guides[0].category",
    ],
    [
      "duplicate_guide",
      "calendars:\n",
      "guides: [{ questions: [{ ask: Which? }] }, { questions: [{ ask: Where? }] }]\ncalendars:\n",
      "guides[1]",
    ],
    [
      "unknown_language",
      "calendars:\n",
      "guides: [{ questions: [{ ask: { en: Which?, fr: Lequel } }] }]\ncalendars:\n",
      "guides[0].questions[0].ask.fr",
    ],
    [
      "duplicate_name",
      "calendars:\n",
      "orders: [{ name: pc, title: PC, deliveryWorkingDays: 2 }, { name: pc, title: PC, deliveryWorkingDays: 3 }]\ncalendars:\n",
      "orders[1].name",
    ],
    [
      "unknown_category",
      "calendars:\n",
      "categories: [Hardware]\norders: [{ name: pc, title: PC, deliveryWorkingDays: 2, category: Hardwear }]\ncalendars:\n",
      "orders[0].category",
    ],
    [
      "reminders_unordered",
      "calendars:\n",
      "waiting: { remindAfterWorkingDays: [5, 2] }\ncalendars:\n",
      "waiting.remindAfterWorkingDays[1]",
    ],
    ["wrong_hours", '"08:00-16:00"', '"08:00-25:00"', "calendars[0].hours.mon-fri"],
    ["wrong_hours", '"08:00-16:00"', '"08:00-08:00"', "calendars[0].hours.mon-fri"],
    ["hours_overlap", '"08:00-16:00"', '"08:00-12:00, 11:00-16:00"', "calendars[0].hours"],
    [
      "hours_overlap",
      '{ mon-fri: "08:00-16:00" }',
      '{ sun: "22:00-06:00", mon: "05:00-12:00" }',
      "calendars[0].hours",
    ],
    [
      "day_twice",
      '{ mon-fri: "08:00-16:00" }',
      '{ mon-fri: "08:00-16:00", fri: "08:00-12:00" }',
      "calendars[0].hours.fri",
    ],
    ["unknown_region", "holidays: DK", "holidays: DE-QQ", "calendars[0].holidays"],
    [
      "team_without_address",
      "mike@desk.example] }",
      "mike@desk.example], notify: mailbox }",
      "teams[0].notify",
    ],
    ["unknown_agent", "lead: anna@desk", "lead: ann@desk", "teams[0].lead"],
    ["unknown_agent", "mike@desk.example] }", "mik@desk.example] }", "teams[0].members[1]"],
    ["own_address", "lead: anna@desk.example", "lead: Helpdesk@desk.example", "teams[0].lead"],
    [
      "shared_catchall",
      "replyAddress: plus",
      "replyAddress: { catchall: desk.example }",
      "mailboxes[0].replyAddress.catchall",
    ],
    ["folder_feeds_itself", "{ move: Processed }", "{ move: inbox }", "mailboxes[0].afterAccept.move"],
    [
      "folder_feeds_itself",
      "folders: [INBOX]",
      "folders: [INBOX, Sent]\n    sentFolder: Sent",
      "mailboxes[0].sentFolder",
    ],
    ["dangerous_flag", "{ move: Processed }", "{ flag: \\Deleted }", "mailboxes[0].afterAccept.flag"],
  ])("%s: %s", (code, from, to, path) => {
    const fault = only(withChange(from, to));
    expect([fault.code, fault.path]).toEqual([code, path]);
  });

  it("a plain connection is fine on this machine", () => {
    for (const host of ["127.0.0.1", "localhost", '"::1"']) {
      const text = withChange(
        "host: 127.0.0.1, port: 993, tls: true",
        `host: ${host}, port: 143, tls: false`,
      );
      expect(find(text).map(formatFault)).toEqual([]);
    }
  });

  it("two mailboxes neither share a folder nor a password's variable", () => {
    const second = HEALTHY.slice(HEALTHY.indexOf("  - name: helpdesk"), HEALTHY.indexOf("smtp:"));
    const text = HEALTHY.replace(
      second,
      () =>
        second.replace("name: helpdesk", "name: help-desk") +
        second.replace("name: helpdesk", "name: help_desk").replace("address: helpdesk@", "address: other@"),
    );
    expect(find(text).map((fault) => fault.code)).toEqual(["ambiguous_name", "folder_read_twice"]);
  });

  it("one address in two spellings is one address", () => {
    const text = withChange("mike@desk.example] }", "mike@blåbær.example] }").replace(
      "address: mike@desk.example",
      "address: Mike@xn--blbr-roah.example",
    );
    expect(find(text).map(formatFault)).toEqual([]);
  });

  it("overnight hours, hours that touch and lunch breaks are fine", () => {
    const hours =
      '{ mon-thu: "08:00-12:00, 12:00-16:00", fri: "22:00-06:00", sat: "06:00-24:00", sun: "00:00-08:00" }';
    expect(find(withChange('{ mon-fri: "08:00-16:00" }', hours)).map(formatFault)).toEqual([]);
  });
});

describe("text that is no desk.yaml", () => {
  it.each([
    ["an empty file", "", "empty", 1],
    ["comments only", "# nothing\n\n", "empty", 1],
    ["null", "~\n", "empty", 1],
    ["a list", "- a\n- b\n", "wrong_type", 1],
    ["a word", "hello\n", "wrong_type", 1],
    ["a tab", "desk:\n\tname: x\n", "syntax", 2],
    ["two documents", "desk: {}\n---\ndesk: {}\n", "syntax", 2],
    ["an open bracket", "desk: [1, 2\nteams: 3\n", "syntax", 2],
    ["a colon in text", "desk:\n  name: IT: the desk\n", "syntax", 2],
    ["an alias without anchor", "desk:\n  name: *desk\n", "unknown_alias", 2],
  ])("%s", (_what, text, code, line) => {
    const fault = find(text)[0];
    expect([fault?.code, fault?.line]).toEqual([code, line]);
  });

  it.each([
    ["DX", "DE (Germany), DJ (Djibouti), DK (Denmark), or DM (Dominica)"],
    ["UK", "GB (United Kingdom)"],
    ["KD", "DK (Denmark)"],
  ])("a country that is none, %s, is told in a short line with what comes near", (written, near) => {
    const line = formatFault(only(withChange("holidays: DK", `holidays: ${written}`)));
    expect(line).toContain(`no holidays are known for "${written}"`);
    expect(line).toContain(`did you mean ${near}?`);
    expect(line).toContain("https://");
    expect(line.length).toBeLessThan(300);
  });

  it("a tab is the one fault, whatever else the parser stumbles over because of it", () => {
    const tabbed = HEALTHY.replace("  - name: helpdesk", "\t- name: helpdesk");
    expect(find(tabbed).map((fault) => [fault.line, fault.column, fault.found])).toEqual([
      [3, 1, "a tab stands in the indentation"],
    ]);
    const inside = HEALTHY.replace("    address: helpdesk", "  \taddress: helpdesk");
    expect(find(inside).map((fault) => [fault.line, fault.column, fault.allowed])).toEqual([
      [4, 3, "spaces"],
    ]);
    const thrice = HEALTHY.replace("    hours", "\thours")
      .replace("    holidays", "\tholidays")
      .replace("    team:", "\tteam:");
    expect(only(thrice)).toMatchObject({
      line: 6,
      found: "a tab stands in the indentation, and in lines 21, 22",
    });
  });

  it("a fault above a tab is told as well, and a tab that does no harm is none", () => {
    const both = HEALTHY.replace("name: IT Helpdesk", "name: a: b").replace("    team:", "\tteam:");
    expect(find(both).map((fault) => fault.line)).toEqual([1, 6]);
    expect(find(HEALTHY.replace("proof: strict", "proof:\tstrict"))).toEqual([]);
  });

  it("a key written twice is told beside the other faults", () => {
    const text = withChange("proof: strict", "proof: strict\nproof: tokne");
    expect(find(text).map((fault) => [fault.code, fault.line])).toEqual([
      ["duplicate_key", 13],
      ["wrong_value", 13],
    ]);
  });

  it("aliases that unfold into gigabytes are refused, and aliases to themselves do no harm", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(", ")}]`);
    }
    expect(find(bomb.join("\n")).map((fault) => fault.code)).toEqual(["too_many_aliases"]);
    expect(find("desk: &d\n  name: *d\n").length).toBeGreaterThan(0);
  });

  it("keys of JavaScript's own are ordinary unknown keys", () => {
    const faults = find(`${HEALTHY}__proto__: { a: 1 }\nconstructor: 5\n`);
    expect(faults.map((fault) => fault.path)).toContain("constructor");
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});

describe("always", () => {
  it("any text gets faults with a place inside it, or is a desk", () => {
    const pieces = fc.constantFrom(
      ...HEALTHY.split(/(?<=[\s:,])/),
      "\t",
      "&a ",
      "*a ",
      "<<: ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "'",
      '"',
      "|",
      ">",
      "!!x ",
      "%",
      "---\n",
      "\n",
      "\0",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.nat(), fc.nat(60), (parts, at, cut) => {
        const start = at % HEALTHY.length;
        const text = HEALTHY.slice(0, start) + parts.join("") + HEALTHY.slice(start + cut);
        const faults = find(text);
        const lines = text.split("\n");
        for (const fault of faults) {
          expect(fault.line).toBeGreaterThanOrEqual(1);
          expect(fault.line).toBeLessThanOrEqual(lines.length);
          expect(fault.column).toBeGreaterThanOrEqual(1);
          expect(formatFault(fault)).not.toMatch(/\n|undefined/);
        }
        if (faults.length === 0) expect(deskSchema.safeParse(parseDesk(text)).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the JSON Schema for editors", () => {
  it("knows every section, what is required and what each key is for", () => {
    const schema = deskJsonSchema();
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(deskSchema.shape));
    expect(schema.required).toEqual(["desk", "mailboxes", "smtp", "teams", "agents"]);
    expect(schema.additionalProperties).toBe(false);
    expect(JSON.stringify(schema)).toContain("Envelope sender");
  });
});
