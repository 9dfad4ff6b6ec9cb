/**
 * What desk.yaml's parts say about each other: names that must exist, names that must be unique, folders that would feed
 * themselves. Reads plain data that may be faulty anywhere, so that these faults are told in the same breath as the others. Pure.
 */
import { ALWAYS_OPEN } from "../domain/desk.ts";
import { calendarFaults } from "./calendar-faults.ts";
import { dutyFaults } from "./duty-faults.ts";
import { escalationFaults } from "./escalation-faults.ts";
import { didYouMean } from "./fault.ts";
import { guideFaults } from "./guide-faults.ts";
import { known, namesOf, unique } from "./names.ts";
import { orderFaults } from "./order-faults.ts";
import { ruleFaults } from "./rule-faults.ts";
import { loopFaults, ownAddresses, safetyFaults } from "./safety-faults.ts";
import { environmentName } from "./secret-names.ts";
import { serviceFaults } from "./service-faults.ts";
import {
  addressKey,
  items,
  type PlacelessFault,
  type Report,
  textAt,
  textsAt,
  type View,
  valueAt,
  viewOf,
} from "./view.ts";
import { waitingFaults } from "./waiting-faults.ts";

/** What outside desk.yaml a check needs to know; null where it cannot be known. */
export interface Surroundings {
  /** Folders of templates/ that hold a language. */
  languages: readonly string[] | null;
}

/** @param raw desk.yaml as plain data, before or after it was found faulty. */
export function referenceFaults(raw: unknown, surroundings: Surroundings): PlacelessFault[] {
  const faults: PlacelessFault[] = [];
  const report: Report = (path, code, found, allowed = null, hint = null) =>
    faults.push({ path, at: "value", code, found, allowed, hint });
  const view = viewOf(raw);
  checkNames(view, report);
  checkAddresses(view, report);
  checkTeams(view, report);
  checkLanguages(view, report, surroundings);
  safetyFaults(view, report);
  loopFaults(view, report);
  calendarFaults(view, report);
  escalationFaults(view, report);
  waitingFaults(view, report);
  serviceFaults(view, report);
  ruleFaults(view, report, surroundings.languages);
  guideFaults(view, surroundings.languages, report);
  orderFaults(view, surroundings.languages, report);
  dutyFaults(view, report);
  return faults;
}

function checkNames({ raw, mailboxes, teams, calendars }: View, report: Report): void {
  for (const sections of [mailboxes, teams, calendars]) {
    unique(
      sections.flatMap((item) => textAt(raw, [...item.path, "name"]) ?? []),
      "duplicate_name",
      report,
    );
  }
  unique(textsAt(raw, ["categories"]), "duplicate_name", report);
  unique(textsAt(raw, ["services"]), "duplicate_name", report);

  const teamNames = namesOf(teams);
  const calendarNames = [...namesOf(calendars), ALWAYS_OPEN.name];
  for (const box of mailboxes) known(textAt(raw, [...box.path, "team"]), "team", teamNames, report);
  for (const team of teams) known(textAt(raw, [...team.path, "calendar"]), "calendar", calendarNames, report);
  known(textAt(raw, ["desk", "calendar"]), "calendar", calendarNames, report);

  const byVariable = new Map<string, string>([["SMTP", "smtp"]]);
  for (const item of mailboxes.flatMap((box) => textAt(raw, [...box.path, "name"]) ?? [])) {
    const variable = environmentName(item.value);
    const other = byVariable.get(variable) ?? byVariable.get(variable.replace(/_FILE$/, ""));
    if (other !== undefined && other !== item.value) {
      const found = `"${item.value}" and "${other}" would read their password from the same variable (…_${variable})`;
      report(item.path, "ambiguous_name", found, null, "give this mailbox a name of its own");
    }
    byVariable.set(variable, item.value);
  }
}

function checkAddresses({ raw, mailboxes, agents }: View, report: Report): void {
  for (const sections of [mailboxes, agents]) {
    const addresses = sections.flatMap((item) => [
      ...[textAt(raw, [...item.path, "address"])].filter((found) => found !== null),
      ...textsAt(raw, [...item.path, "aliases"]),
    ]);
    unique(addresses, "duplicate_address", report);
  }
}

function checkTeams(view: View, report: Report): void {
  const { raw, teams, agents } = view;
  const own = ownAddresses(view);
  const main = agents.flatMap((agent) => {
    const address = textAt(raw, [...agent.path, "address"]);
    return address === null ? [] : addressKey(address.value);
  });
  const aliases = new Map(
    agents.flatMap((agent) =>
      textsAt(raw, [...agent.path, "aliases"]).map((alias) => [
        addressKey(alias.value),
        textAt(raw, [...agent.path, "address"])?.value ?? "",
      ]),
    ),
  );
  for (const team of teams) {
    const members = textsAt(raw, [...team.path, "members"]);
    const above = ["lead", "manager"].flatMap((key) => textAt(raw, [...team.path, key]) ?? []);
    // A lead that is the desk itself is told apart, as what it leads to.
    const others = above.filter((person) => !own.includes(addressKey(person.value)));
    for (const person of [...others, ...members]) {
      const address = addressKey(person.value);
      if (main.includes(address)) continue;
      const owner = aliases.get(address);
      const hint =
        owner === undefined
          ? (didYouMean(address, main) ?? "add this person under agents")
          : `this is an alias; write ${owner}`;
      report(person.path, "unknown_agent", `"${person.value}" is no agent's address`, main.join(", "), hint);
    }
    unique(members, "duplicate_member", report);
    const address = valueAt(raw, [...team.path, "address"]);
    if (valueAt(raw, [...team.path, "notify"]) === "mailbox") {
      if (address === undefined) {
        const hint = "add the team's address, or write notify: all";
        report(
          [...team.path, "notify"],
          "team_without_address",
          "notify: mailbox needs an address",
          null,
          hint,
        );
      }
    } else if (items(raw, [...team.path, "members"]).length === 0) {
      const hint = "add members, or an address and notify: mailbox";
      report(team.path, "nobody_told", "has no members, so nobody would be told of its cases", null, hint);
    }
  }
}

function checkLanguages({ raw, agents }: View, report: Report, { languages }: Surroundings): void {
  if (languages === null) return;
  const written = [
    textAt(raw, ["desk", "language"]),
    ...agents.map((agent) => textAt(raw, [...agent.path, "language"])),
  ];
  for (const item of written) {
    if (item === null || languages.includes(item.value)) continue;
    const found = `there is no folder templates/${item.value}`;
    report(item.path, "unknown_language", found, languages.join(", "));
  }
}
