/** What a correspondence left in the desk's own records, beside what really happened. */
import type { NoticeName } from "../../src/domain/notice.ts";
import type { MailOut, RecordedDesk } from "../support/recorded-desk.ts";
import type { Played } from "./play.ts";

export interface Owed {
  id: number;
  notice: NoticeName;
  recipient: string;
  audience: string;
  inbound: number | null;
  case: number | null;
  state: string;
  reason: string | null;
  token: string;
}

export interface OnCase {
  case: number;
  inbound: number | null;
  actor: string;
  what: string;
}

/** The desk's own records, and what really happened. */
export interface Aftermath {
  played: readonly Played[];
  sent: readonly MailOut[];
  complaints: readonly string[];
  inbound: { id: number; state: string; reason: string | null; case: number | null }[];
  owed: Owed[];
  /** Case id → the case it lives on in. */
  livesIn: Map<number, number>;
  /** Case id → the mail that opened it. */
  openedBy: Map<number, number>;
  messages: (OnCase & { kind: string; direction: string })[];
  history: OnCase[];
  commands: OnCase[];
  /** Mails that waited for a word of their agent's, and got it. */
  released: Set<number>;
}

export async function lookAt(desk: RecordedDesk, played: readonly Played[]): Promise<Aftermath> {
  const rows = async <T>(text: string) => (await desk.look(text)) as T[];
  const cases = await rows<{ id: number; into: number | null }>(
    "select a.id, b.id as into from cases a left join cases b on b.number = a.merged_into",
  );
  const owed = await rows<Omit<Owed, "token"> & { nonce: Buffer }>(
    "select id, notice, recipient, audience, inbound_id as inbound, case_id as case, state, reason, nonce from outbox order by id",
  );
  const messages = await rows<Aftermath["messages"][number]>(
    "select case_id as case, inbound_id as inbound, author_address as actor, left(text, 60) as what, kind, direction from message order by id",
  );
  const history = await rows<OnCase>(
    "select case_id as case, inbound_id as inbound, actor, concat(field, ' → ', to_value) as what from history order by id",
  );
  const into = new Map(cases.map((one) => [one.id, one.into]));
  const livesIn = (id: number, hops = 0): number => {
    const next = into.get(id) ?? null;
    return next === null || hops > 20 ? id : livesIn(next, hops + 1);
  };
  const held = await rows<{ id: number }>("select inbound_id as id from held_mail where state = 'released'");
  return {
    played,
    sent: desk.sent,
    complaints: desk.complaints,
    inbound: await rows("select id, state, reason, case_id as case from inbound_mail"),
    owed: owed.map(({ nonce, ...row }) => ({ ...row, token: desk.store.tokens.token(nonce) })),
    livesIn: new Map(cases.map((one) => [one.id, livesIn(one.id)])),
    openedBy: new Map(history.toReversed().map((one) => [one.case, one.inbound ?? 0])),
    messages,
    history,
    commands: await rows(
      "select case_id as case, inbound_id as inbound, actor, verb as what from command_log",
    ),
    released: new Set(held.map((one) => one.id)),
  };
}
