/**
 * Whose addresses are of the house: those at the domains of its mailboxes, and at domains above or below them. Not those of its agents,
 * who may have their address anywhere.
 */
import type { Desk } from "./desk.ts";

export function isHouseAddress(desk: Pick<Desk, "mailboxes">, address: string): boolean {
  const own = desk.mailboxes.map((one) => domainOf(one.address));
  const domain = domainOf(address);
  return own.some((one) => domain === one || domain.endsWith(`.${one}`) || one.endsWith(`.${domain}`));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
