/** Past cases as they came in, for rules to be played over them. Its transaction is told to refuse every write. */
import { type EarlierCase, MOST_EARLIER } from "../domain/rule-subject.ts";
import type { RawOpening, ReplayStore } from "../flows/ports-rules.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";

const sql = loadStatements("replay");
const refuseWrites = sql<[], never>("refuse_writes");
const countOpenings = sql<[since: Date], { total: number }>("count_openings");
type About = RawOpening["about"];
type Row = Omit<RawOpening, "about"> &
  Omit<About, "earlier"> & { id: number; earlier: (Omit<EarlierCase, "openedAt"> & { openedAt: string })[] };
const openings = sql<
  [since: Date, after: number, most: number, heads: boolean, history: boolean, earlier: number],
  Row
>("openings");

/** Rows at a time: a few megabytes. */
const AT_ONCE = 250;

export function createReplayStore(pool: Pool): ReplayStore {
  return {
    readOpenings: (since, { heads, history }, onTotal, onSome) =>
      pool.transaction(async (tx) => {
        await tx.run(refuseWrites);
        onTotal((await tx.one(countOpenings, since))?.total ?? 0);
        // One after the other: while rules are tried, no statement may wait for an answer that this process does not look at.
        for (let after = 0; ; ) {
          const rows = await tx.all(openings, since, after, AT_ONCE, heads, history, MOST_EARLIER);
          const last = rows.at(-1);
          if (last === undefined) return;
          onSome(rows.map(openingOf));
          after = last.id;
        }
      }),
  };
}

function openingOf({ id: _, number, title, openedAt, language, then, now, head, ...about }: Row): RawOpening {
  const earlier = about.earlier.map((one) => ({ ...one, openedAt: new Date(one.openedAt) }));
  return { number, title, openedAt, language, then, now, head, about: { ...about, earlier } };
}
