/**
 * Lets works that share one transaction commit side by side: when each of them has its verdict or has ended, all verdicts go in one
 * round. Nothing else runs on the transaction meanwhile, and whoever is refused gathers again and goes in the next round.
 */
import type { Verdict } from "../domain/change.ts";
import type { CommitResult } from "../flows/ports.ts";
import type { Proposal } from "./commit.ts";

export interface Rounds {
  /** Runs one work; its verdicts are committed together with those of the works that run meanwhile. */
  run<T>(
    inboundId: number,
    work: (commit: (verdict: Verdict) => Promise<CommitResult>) => Promise<T>,
  ): Promise<T>;
}

interface Waiting {
  proposal: Proposal;
  resolve(result: CommitResult): void;
  reject(error: unknown): void;
}

/** @param works How many works there will be: the first round waits for all of them. */
export function createRounds(
  works: number,
  commit: (proposals: Proposal[]) => Promise<CommitResult[]>,
): Rounds {
  let live = works;
  let waiting: Waiting[] = [];

  const look = () => {
    if (waiting.length === 0 || waiting.length < live) return;
    const round = waiting;
    waiting = [];
    commit(round.map((one) => one.proposal)).then(
      (results) => {
        for (const [at, one] of round.entries())
          one.resolve(results[at] ?? { ok: false, reason: "conflict" });
      },
      (error) => {
        for (const one of round) one.reject(error);
      },
    );
  };

  return {
    async run(inboundId, work) {
      try {
        return await work(
          (verdict) =>
            new Promise((resolve, reject) => {
              waiting.push({ proposal: { verdict, inboundId }, resolve, reject });
              look();
            }),
        );
      } finally {
        live -= 1;
        look();
      }
    },
  };
}
