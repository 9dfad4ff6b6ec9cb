/** `deskpost rules replay`: what rules, or a draft of them, would have made of the cases opened since a date. Changes nothing. */
import { loadDesk, loadDraft } from "../config.ts";
import {
  createSummary,
  type Replayed,
  type ReplayedChange,
  type ReplaySummary,
} from "../domain/rule-replay.ts";
import { replayRules } from "../flows/replay-rules.ts";
import { readEnvelopeOf } from "../mail/unreadable.ts";
import { type Context, type ExitCode, FINE, type Io, type JsonOption } from "./io.ts";
import { withPool } from "./open-app.ts";
import { type Progress, startProgress } from "./progress.ts";
import { formatInstant, formatTable, parseSince } from "./text.ts";

export interface ReplayOptions extends JsonOption {
  since: string;
  rules?: string;
  limit?: number;
}

/** A person reads so many at once. */
const READABLE = 50;

/**
 * `--json`: a line for every case that would be another, `{number, title, openedAt, rules, spam, changes: [{field, from, to, now,
 * rule}]}`, and at last `{summary}`. `from` is what the case was opened with, `now` what it is today.
 */
export async function replayCommand(context: Context, options: ReplayOptions): Promise<ExitCode> {
  const path = context.environment().configPath;
  const desk = options.rules === undefined ? loadDesk(path) : loadDraft(path, options.rules);
  const since = parseSince(options.since, desk.desk.timeZone);
  const { io } = context;
  const { createReplayStore } = await import("../store/replay.ts");
  const { summary, add } = createSummary();
  const shown: Replayed[] = [];
  const most = options.limit ?? READABLE;
  let progress: Progress | null = null;
  const onCase = (replayed: Replayed) => {
    add(replayed);
    progress?.step();
    if (replayed.changes.length === 0 && replayed.spam === null) return;
    if (options.json) io.out(JSON.stringify(replayed));
    else if (shown.length < most) shown.push(replayed);
  };
  try {
    await withPool(context, (pool) =>
      replayRules(
        { desk, store: createReplayStore(pool), parseHeaders: (head) => readEnvelopeOf(head).headers },
        since,
        {
          onTotal: (total) => {
            progress = startProgress({ ...io, isPiped: true }, "cases", total);
          },
          onCase,
        },
      ),
    );
  } finally {
    (progress as Progress | null)?.stop();
  }
  if (options.json) io.out(JSON.stringify({ summary }));
  else tell(io, shown, summary, formatInstant(since, desk.desk.timeZone).slice(0, 10));
  return FINE;
}

function tell(io: Io, shown: Replayed[], summary: ReplaySummary, since: string): void {
  if (shown.length > 0) {
    const columns = [
      { title: "Case" },
      { title: "Subject", flexible: true },
      { title: "Would be", flexible: true },
      { title: "By" },
      { title: "Today", flexible: true },
    ];
    io.out(formatTable(columns, shown.flatMap(rowsOf), io.width));
    io.out("");
  }
  const changed = summary.cases - summary.unchanged;
  if (changed > shown.length)
    io.out(`… and ${changed - shown.length} more; --limit shows more of them, --json all`);
  const count = (number: number) => number.toLocaleString("en");
  io.out(
    [
      `${count(summary.cases)} cases since ${since}: ${count(summary.wouldMove)} would move`,
      `${count(summary.wouldChangePriority)} would change priority`,
      `${count(summary.wouldChangeOtherwise)} would change otherwise`,
      `${count(summary.wouldBeSpam)} would be spam`,
      `${count(summary.unchanged)} unchanged`,
    ].join(", "),
  );
  if (summary.changes > 0) {
    io.out(
      `Of ${count(summary.changes)} fields that would change, ${count(summary.asToday)} would be what they are today`,
    );
  }
}

/** A line for each field, the case beside the first. */
function rowsOf({ number, title, changes, spam }: Replayed): string[][] {
  const lines = spam === null ? changes.map(lineOf) : [["spam, no case", spam, ""]];
  return lines.map((line, at) => (at === 0 ? [`#${number}`, title, ...line] : ["", "", ...line]));
}

function lineOf({ field, from, to, now, rule }: ReplayedChange): string[] {
  return [`${field} ${from ?? "–"} → ${to ?? "–"}`, rule ?? "", now === to ? "the same" : (now ?? "–")];
}
