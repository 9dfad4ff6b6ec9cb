import { expect, test } from "vitest";
import { parse } from "yaml";
import { referenceFaults } from "../../src/config/references.ts";
import { deskSchema } from "../../src/domain/desk.ts";

const HEALTHY = {
  desk: { name: "IT Helpdesk", address: "helpdesk@desk.example" },
  mailboxes: [
    {
      name: "helpdesk",
      address: "helpdesk@desk.example",
      team: "servicedesk",
      imap: { host: "127.0.0.1", user: "helpdesk" },
    },
  ],
  smtp: { host: "127.0.0.1" },
  agents: [{ address: "anna@desk.example", name: "Anna Holm" }],
  teams: [
    { name: "servicedesk", members: ["anna@desk.example"] },
    { name: "network", members: ["anna@desk.example"] },
  ],
  categories: ["Network/Wi-Fi", "Hardware"],
};

function faults(yaml: string): string[] {
  const raw = { ...HEALTHY, ...(parse(yaml) as object) };
  return referenceFaults(raw, { languages: null }).map((one) => `${one.path.join(".")} ${one.code}`);
}

test("escalation, lines and webhooks that work have no fault", () => {
  const yaml = `
escalation:
  steps: [{ from: 80, tell: [agent, nextLine] }, { from: 100, tell: [lead] }]
  lines: [{ category: network, teams: [servicedesk, network] }, { teams: [servicedesk] }]
  quietHours: "18:00-07:30"
webhooks:
  - { name: oncall, url: "https://hooks.example/x" }
  - { name: test, url: "http://[::1]:80/x" }
`;
  expect(faults(yaml)).toEqual([]);
  expect(() => deskSchema.parse({ ...HEALTHY, ...(parse(yaml) as object) })).not.toThrow();
});

test.each([
  ["escalation: { lines: [{ teams: [servicedesk, netwrk] }] }", "escalation.lines.0.teams.1 unknown_team"],
  [
    "escalation: { lines: [{ category: Wi-Fi, teams: [network] }] }",
    "escalation.lines.0.category unknown_category",
  ],
  [
    "escalation: { lines: [{ category: Net, teams: [network] }] }",
    "escalation.lines.0.category unknown_category",
  ],
  [
    "escalation: { lines: [{ category: Hardware, teams: [network] }, { category: hardware, teams: [network] }] }",
    "escalation.lines.1.category duplicate_name",
  ],
  [
    "escalation: { lines: [{ teams: [network] }, { teams: [network] }] }",
    "escalation.lines.1 duplicate_name",
  ],
  ["escalation: { steps: [{ from: 80, tell: [nextLine] }] }", "escalation.steps.0.tell.0 no_lines"],
  [
    "escalation: { steps: [{ from: 80, tell: [lead] }, { from: 80, tell: [agent] }] }",
    "escalation.steps.1.from step_twice",
  ],
  ["webhooks: [{ name: a, url: 'http://hooks.example/' }]", "webhooks.0.url plain_connection"],
  ["webhooks: [{ name: a, url: 'https://x:y@hooks.example/' }]", "webhooks.0.url secret_in_file"],
  [
    "webhooks: [{ name: a-b, url: 'https://h.example/' }, { name: a_b, url: 'https://h.example/' }]",
    "webhooks.1.name ambiguous_name",
  ],
  [
    "teams: [{ name: servicedesk, manager: bo@desk.example, members: [anna@desk.example] }]",
    "teams.0.manager unknown_agent",
  ],
  [
    "teams: [{ name: servicedesk, manager: helpdesk@desk.example, members: [anna@desk.example] }]",
    "teams.0.manager own_address",
  ],
])("%s: %s", (yaml, fault) => {
  expect(faults(yaml)).toEqual([fault]);
});
