/** What the processing of a mail looks up, each for many mails at once and answered in their order (see rounds.ts). */
import type {
  CaseFacts,
  IntakeFacts,
  PersonFact,
  StaffFacts,
  ThreadFact,
  TokenFact,
} from "../domain/facts.ts";
import { COUNTED_AT_MOST, LIMIT_WINDOWS_MS, type RecentAutomatic } from "../domain/limits.ts";
import { AUTOMATIC_USER_NOTICES } from "../domain/notice.ts";
import { type EarlierCase, MOST_EARLIER } from "../domain/rule-subject.ts";
import { hashId, hashToken } from "../token.ts";
import { loadCaseFacts } from "./cases.ts";
import { clean, cleanData } from "./clean.ts";
import type { Session } from "./connection.ts";
import { loadStatements } from "./queries.ts";
import type { Lookup } from "./rounds.ts";

const sql = loadStatements("lookups");
/** `asked`: the question's place among those that were asked together. */
type Answer<T> = T & { asked: number };

const findTokens = sql<[hashes: Buffer[]], Omit<TokenFact, "found"> & { hash: string }>("find_tokens");
const findThreads = sql<[ids: unknown, numbers: unknown], Answer<ThreadFact>>("find_threads");
const findCaseIds = sql<[numbers: number[]], { id: number; number: number }>("find_case_ids");
const findDuplicates = sql<[rows: unknown], Answer<{ messageId: number; caseId: number }>>("find_duplicates");
const findPeople = sql<[addresses: string[]], PersonFact & { writtenFrom: string }>("find_people");
const findEarlierCases = sql<[rows: unknown, most: number], Answer<EarlierCase>>("find_earlier_cases");
const lockStaff = sql<[], never>("lock_staff");
const findStaff = sql<
  [agents: string[], now: Date],
  Record<"loads" | "turns" | "away", Record<string, never>>
>("find_staff");
const countReceived = sql<[rows: unknown, most: number], Answer<{ count: number }>>("count_received");
const countAutomatic = sql<
  [
    rows: unknown,
    now: Date,
    notices: readonly string[],
    windows: readonly number[],
    mostToAddress: number,
    mostToDomain: number,
    mostAlike: number,
    mostTerseAlike: number,
  ],
  Answer<RecentAutomatic>
>("count_automatic");

export interface Lookups {
  tokens: Lookup<string[], (Omit<TokenFact, "found"> & { token: string })[]>;
  threads: Lookup<{ ids: string[]; ownId: string | null; numbers: number[] }, ThreadFact[]>;
  caseIds: Lookup<number[], Map<number, number>>;
  cases: Lookup<number[], Map<number, CaseFacts>>;
  duplicates: Lookup<
    { contentHash: string; isVouched: boolean },
    { messageId: number; caseId: number } | null
  >;
  people: Lookup<string, PersonFact | null>;
  earlierCases: Lookup<string, EarlierCase[]>;
  automatic: Lookup<
    { address: string; withDomain: boolean; shape: IntakeFacts["shape"]; now: Date },
    RecentAutomatic
  >;
  staff: Lookup<StaffQuestion, StaffFacts>;
  received: Lookup<{ address: string; since: Date; isVouched: boolean }, number>;
}

export interface StaffQuestion {
  /** Agents whose cases are counted, so that one may be given another; none where nobody is given any. */
  counted: string[];
  now: Date;
}

export function createLookups(tx: Session): Lookups {
  return {
    async tokens(keys) {
      const found = await tx.all(findTokens, keys.flat().map(hashToken));
      const byHash = new Map(found.map(({ hash, ...fact }) => [hash, fact]));
      return keys.map((tokens) =>
        tokens.flatMap((token) => {
          const fact = byHash.get(hashToken(token).toString("hex"));
          return fact ? [{ ...fact, token }] : [];
        }),
      );
    },
    async threads(keys) {
      const ids = keys.flatMap(({ ids, ownId }, asked) => [
        ...ids.map((id, at) => ({ asked, hash: hashId(id), position: at + 1, own: false })),
        ...(ownId === null ? [] : [{ asked, hash: hashId(ownId), position: 0, own: true }]),
      ]);
      const tags = keys.flatMap(({ numbers }, asked) => numbers.map((number) => ({ asked, number })));
      const found = await tx.all(findThreads, cleanData(ids), tags);
      return keys.map((_, at) => answersTo(found, at));
    },
    async caseIds(keys) {
      const found = await tx.all(findCaseIds, keys.flat());
      return keys.map((numbers) => {
        const own = found.filter((one) => numbers.includes(one.number));
        return new Map(own.map((one) => [one.number, one.id]));
      });
    },
    async cases(keys) {
      const found = await loadCaseFacts(tx, [...new Set(keys.flat())]);
      return keys.map((ids) => withSuccessors(found, ids));
    },
    async duplicates(keys) {
      const found = await tx.all(findDuplicates, numbered(keys));
      return keys.map((_, at) => answersTo(found, at)[0] ?? null);
    },
    async people(keys) {
      const found = await tx.all(findPeople, keys.map(clean));
      const byAddress = new Map(found.map(({ writtenFrom, ...person }) => [writtenFrom, person]));
      return keys.map((address) => byAddress.get(clean(address)) ?? null);
    },
    async earlierCases(keys) {
      const found = await tx.all(
        findEarlierCases,
        numbered(keys.map((address) => ({ address }))),
        MOST_EARLIER,
      );
      return keys.map((_, at) => answersTo(found, at));
    },
    async automatic(keys) {
      const { address, domain, alike, terseAlike } = COUNTED_AT_MOST;
      const counted = [LIMIT_WINDOWS_MS, address, domain, alike, terseAlike] as const;
      const now = keys[0]?.now ?? new Date(0);
      const found = await tx.all(countAutomatic, numbered(keys), now, AUTOMATIC_USER_NOTICES, ...counted);
      return keys.map((_, at) => answersTo(found, at)[0] ?? { address: [], domain: [], alike: [] });
    },
    async staff(keys) {
      const { counted = [], now = new Date(0) } = keys[0] ?? {};
      const [, found] = await Promise.all([
        counted.length > 0 ? tx.all(lockStaff) : [],
        tx.one(findStaff, counted, now),
      ]);
      const { loads = {}, turns = {}, away = {} } = found ?? {};
      const until = Object.entries(away).map(([agent, at]) => [agent, new Date(at)] as const);
      const known = {
        loads: new Map(Object.entries(loads)),
        turns: new Map(Object.entries(turns)),
        away: new Map(until),
      };
      return keys.map((_, ahead) => ({ ...known, ahead }));
    },
    async received(keys) {
      const found = await tx.all(countReceived, numbered(keys), COUNTED_AT_MOST.received);
      return keys.map((_, at) => answersTo(found, at)[0]?.count ?? 0);
    },
  };
}

function numbered(keys: readonly object[]): unknown {
  return cleanData(keys.map((key, asked) => ({ asked, ...key })));
}

function answersTo<T extends { asked: number }>(rows: T[], at: number): Omit<T, "asked">[] {
  return rows.filter((row) => row.asked === at).map(({ asked: _, ...rest }) => rest);
}

/** These cases and, for merged ones, those that they live on in. */
function withSuccessors(found: Map<number, CaseFacts>, ids: number[]): Map<number, CaseFacts> {
  const own = new Map<number, CaseFacts>();
  const todo = [...ids];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const facts = found.get(id);
    if (!facts || own.has(id)) continue;
    own.set(id, facts);
    const successor = facts.case.mergedInto;
    if (successor === null) continue;
    for (const [other, { case: one }] of found) if (one.number === successor) todo.push(other);
  }
  return own;
}
