import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatFault } from "../../src/config/fault.ts";
import { findFaults } from "../../src/config/find-faults.ts";

const DESK = `desk: { name: IT Helpdesk, address: helpdesk@desk.example }
mailboxes: [{ name: helpdesk, address: helpdesk@desk.example, team: servicedesk, imap: { host: 127.0.0.1, user: helpdesk } }]
smtp: { host: 127.0.0.1 }
teams: [{ name: servicedesk, members: [anna@desk.example], calendar: always }]
agents: [{ address: anna@desk.example, name: Anna Holm }]
categories: [Hardware/Printer, Access/Password]
calendars: [{ name: office, hours: { mon-fri: "08:00-16:00" } }]
`;

function faultsOf(serviceLevels: string): string[] {
  return findFaults(`${DESK}serviceLevels:\n${serviceLevels}`, "desk.yaml", { languages: ["en"] }).map(
    formatFault,
  );
}

describe("service levels", () => {
  it("with all that they may say are healthy", () => {
    expect(
      faultsOf(`  - name: standard
    calendar: office
    targets:
      production_disrupting: { firstResponse: 15m, resolution: 4h, nextUpdate: 1h30m, calendar: always }
      default: { firstResponse: 8h }
    pauseFor: [vendor]
    thresholds: [75, 100]
  - { name: printing, categories: [Hardware, Access/Password], targets: { low: { resolution: 80h } } }
`),
    ).toEqual([]);
  });

  it("are those that init shows, once they are commented in", () => {
    const shown = readFileSync(resolve("templates/_init/desk.yaml"), "utf8");
    const from = shown.indexOf("# serviceLevels:");
    const until = shown.indexOf("\n\n", from);
    const block = shown.slice(from, until < 0 ? undefined : until).replace(/^# /gm, "");
    const text = shown.slice(0, from) + block + (until < 0 ? "" : shown.slice(until));
    expect(text).toMatch(/^ {6}default: \{ firstResponse: 8h/m);
    expect(findFaults(text, "desk.yaml", { languages: ["en"] }).map(formatFault)).toEqual([]);
  });

  it.each([
    [
      "{ name: a, calendar: ofice, targets: { default: { resolution: 8h } } }",
      'no calendar is named "ofice"',
    ],
    ["{ name: a, targets: { low: { resolution: 8h, calendar: nigth } } }", 'no calendar is named "nigth"'],
    [
      "{ name: a, categories: [Hardwear], targets: { low: { resolution: 8h } } }",
      'no category is named "Hardwear"',
    ],
    ["{ name: a, targets: {} }", "promises nothing"],
    ["{ name: a, targets: { low: {} } }", "promises nothing"],
    ["{ name: a, targets: { low: { calendar: office } } }", "promises nothing"],
    ["{ name: a, targets: { urgent: { resolution: 8h } } }", 'found the unknown key "urgent"'],
    ["{ name: a, targets: { low: { resolution: 0h } } }", "more than no time at all"],
    ["{ name: a, targets: { low: { resolution: 2d } } }", "working time such as 8h, 30m or 2h30m"],
    ["{ name: a, thresholds: [0], targets: { low: { resolution: 8h } } }", "found 0"],
    ["{ name: a, pauseFor: [user], targets: { low: { resolution: 8h } } }", 'found "user"'],
    ["{ name: a }", "is missing"],
  ])("%s: %s, and where", (written, expected) => {
    const faults = faultsOf(`  - ${written}\n`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
    expect(faults[0]).toMatch(/^desk\.yaml:9:\d+/);
  });

  it("are named once, and claim a category once", () => {
    const level = "{ name: a, categories: [Hardware], targets: { low: { resolution: 8h } } }";
    expect(faultsOf(`  - ${level}\n  - ${level}\n`)).toEqual([
      expect.stringContaining('"a" stands here a second time'),
      expect.stringContaining('"Hardware" stands here a second time'),
    ]);
  });
});
