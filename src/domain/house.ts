/** Whose addresses are of the house: those at the domains of its mailboxes and agents, and at domains above or below them. */
import type { Desk } from "./desk.ts";

export function isHouseAddress(desk: Pick<Desk, "mailboxes" | "agents">, address: string): boolean {
  const own = [...desk.mailboxes, ...desk.agents].map((one) => domainOf(one.address));
  const domain = domainOf(address);
  return own.some((one) => domain === one || domain.endsWith(`.${one}`) || one.endsWith(`.${domain}`));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
