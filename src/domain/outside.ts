/** Addresses that agents name in commands: what may be written to, and who of them is outside the house. */
import { directoryForm, domainOf } from "./address.ts";
import type { Case } from "./case.ts";
import type { Command } from "./command.ts";
import { type CommandRun, type Outcome, refuse } from "./command-run.ts";
import { parseListEdit } from "./command-values.ts";
import { type Desk, deskAddresses, isDeskAddress } from "./desk.ts";

/** The address that a command names, in directory form, or why it cannot be used. */
export function usableAddress(run: CommandRun, written: string): string | Outcome {
  const value = bareAddress(written);
  const address = directoryForm(value);
  if (address === null) return refuse(run, "address_unusable", "address_unusable", { value });
  if (isDeskAddress(run.desk, address)) {
    return refuse(run, "address_is_desk", "address_is_desk", { value });
  }
  return address;
}

/** The addresses that `#requester` names, in directory form. */
export function namedRequesters(commands: readonly Command[]): string[] {
  return commands.flatMap(({ verb, value }) => {
    const address = verb === "requester" ? directoryForm(bareAddress(value ?? "")) : null;
    return address === null ? [] : [address];
  });
}

/** `Bo Hansen <bo@firm.example>`, as mail programs paste an address. */
function bareAddress(written: string): string {
  return (/<([^<>]+)>\s*$/.exec(written)?.[1] ?? written).trim();
}

/** Addresses outside the house to which these commands would show an existing case for the first time. */
export function newOutsiders(desk: Desk, on: Case | null, commands: readonly Command[]): string[] {
  if (on === null) return [];
  const named = commands.flatMap(({ verb, value }) => {
    if (verb === "cc") return parseListEdit(value ?? "")?.add ?? [];
    return verb === "forward" || verb === "requester" ? [bareAddress(value ?? "")] : [];
  });
  const known = new Set(on.participants.map((one) => one.address));
  return named.flatMap((written) => {
    const address = directoryForm(written);
    return address === null || known.has(address) || isInside(desk, address) ? [] : [address];
  });
}

/** In a domain of the desk, of its agents or of its teams. */
function isInside(desk: Desk, address: string): boolean {
  const own = [
    ...deskAddresses(desk),
    ...desk.agents.map((agent) => agent.address),
    ...desk.teams.flatMap((team) => team.address ?? []),
  ];
  return own.some((one) => domainOf(one) === domainOf(address));
}
