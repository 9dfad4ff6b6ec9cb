/**
 * Whose mail it is, by the directory: mail from an alias is the person's. Nothing is guessed from what addresses look like, and what
 * the desk and its agents are called is said in desk.yaml alone: no alias of the directory makes anybody an agent.
 */
import type { Draft } from "./decision.ts";
import { type Desk, findAgent, isDeskAddress } from "./desk.ts";
import type { IntakeFacts, PersonFact } from "./facts.ts";

/** The address that stands for whoever wrote from this one. */
export function senderByDirectory(desk: Desk, writtenFrom: string, person: PersonFact | null): string {
  if (person === null || findAgent(desk, writtenFrom) !== null) return writtenFrom;
  return isStaff(desk, person.address) ? writtenFrom : person.address;
}

function isStaff(desk: Desk, address: string): boolean {
  const isTeam = desk.teams.some((team) => team.address === address);
  return isTeam || findAgent(desk, address) !== null || isDeskAddress(desk, address);
}

type Writer = Pick<IntakeFacts, "desk" | "sender" | "writtenFrom" | "person">;

/** Every address by which the writer may be known on a case: of an agent the one in desk.yaml. */
function addressesOf({ desk, sender, writtenFrom, person }: Writer): string[] {
  if (sender === null) return [];
  if (writtenFrom === null || isStaff(desk, sender)) return [sender];
  // Where the directory's main address is an agent's, their other addresses stay by themselves.
  const own = person?.address === sender ? person.aliases.filter((alias) => !isStaff(desk, alias)) : [];
  return [...new Set([sender, writtenFrom, ...own])];
}

/** Whether an address on a case is one of the writer's. */
export function isWriters(writer: Writer, address: string | null): boolean {
  return address !== null && addressesOf(writer).includes(address);
}

/** Whoever writes from another address of theirs is answered there; the case is their main address's all the same. */
export function answerWhereWrittenFrom(facts: IntakeFacts, draft: Draft): void {
  const { sender, writtenFrom } = facts;
  const { requester, requesterName } = draft.case;
  if (sender === null || requester === null || !isWriters(facts, requester)) return;
  if (requester !== sender) {
    // Opened before the directory said whose address it is.
    draft.removeParticipant(requester, "desk");
    draft.addParticipant(sender, requesterName, "requester", "desk");
    draft.set("requester", sender, "desk");
  }
  draft.set("requesterWritesFrom", writtenFrom === sender ? null : writtenFrom, sender);
}
