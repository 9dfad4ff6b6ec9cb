/** What `#list` asks for: whose cases, in which state. */
import type { Status } from "./case.ts";
import { parseStatus } from "./command-values.ts";
import { type Desk, findAgent } from "./desk.ts";
import { foldPhrase } from "./fold.ts";

/** Null fields ask for any; closed cases are never listed. */
export interface ListFilter {
  agent: string | null;
  statuses: Status[] | null;
  team: string | null;
}

/** Folded. */
const MINE = ["", "mine", "my", "me", "mig", "mijn", "mij", "mios", "mis casos", "yo", "我的", "我"];
const OPEN = ["open", "aabne", "all", "alle", "abiertos", "todos", "未关闭", "全部"];
const WAITING = [
  "waiting",
  "ventende",
  "venter",
  "wachtend",
  "wachtende",
  "en espera",
  "esperando",
  "等待中",
  "等待",
];

/** `which` as the agent wrote it. Null when nobody can tell what was meant. */
export function parseListFilter(which: string, asker: string, desk: Desk): ListFilter | null {
  const word = foldPhrase(which);
  const any: ListFilter = { agent: null, statuses: null, team: null };
  if (MINE.includes(word)) return { ...any, agent: findAgent(desk, asker)?.address ?? asker };
  if (OPEN.includes(word)) return any;
  if (WAITING.includes(word)) return { ...any, statuses: ["awaiting_user", "awaiting_vendor"] };
  const team = desk.teams.find(
    (one) => foldPhrase(one.name) === word || foldPhrase(one.title ?? "") === word,
  );
  if (team) return { ...any, team: team.name };
  const agent = desk.agents.find(
    (one) => foldPhrase(one.name) === word || findAgent(desk, which.trim().toLowerCase()) === one,
  );
  if (agent) return { ...any, agent: agent.address };
  const status = parseStatus(which);
  return status === null ? null : { ...any, statuses: [status] };
}
