/** Plays rules again over cases that were opened since a date. Reads only: the store's transaction refuses to write. */
import type { Desk } from "../domain/desk.ts";
import type { MailHeader } from "../domain/message.ts";
import { type Replayed, replayOpening } from "../domain/rule-replay.ts";
import { askFor, askForHistory } from "../domain/rule-subject.ts";
import type { ReplayStore } from "./ports-rules.ts";

export interface ReplayPorts {
  desk: Desk;
  store: ReplayStore;
  /** Of the first bytes of a mail. */
  parseHeaders(head: Buffer): MailHeader[];
}

export interface ReplayListener {
  onTotal(total: number): void;
  onCase(replayed: Replayed): void;
}

export async function replayRules(
  { desk, store, parseHeaders }: ReplayPorts,
  since: Date,
  { onTotal, onCase }: ReplayListener,
): Promise<void> {
  const wanted = { heads: askFor(desk.rules, "header"), history: askForHistory(desk.rules) };
  await store.readOpenings(since, wanted, onTotal, (openings) => {
    for (const { head, about, ...opening } of openings) {
      const headers = head === null ? [] : parseHeaders(head);
      onCase(replayOpening(desk, { ...opening, about: { ...about, headers } }));
    }
  });
}
