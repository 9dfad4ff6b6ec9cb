/**
 * Lets works that share one transaction go in step: what they ask and what they commit is gathered until none of them can go on, and
 * then goes as one. So several mails cost hardly more statements than one, and nothing else runs while verdicts are carried out.
 */
import type { Verdict } from "../domain/change.ts";
import type { CommitResult } from "../flows/ports.ts";
import type { Proposal } from "./commit.ts";

/** Answers many questions at once, in their order. */
export type Lookup<K, R> = (keys: K[]) => Promise<R[]>;

export interface Step {
  /** The same function for the same kind of question: those that wait are asked together. */
  ask<K, R>(lookup: Lookup<K, R>, key: K): Promise<R>;
  commit(verdict: Verdict): Promise<CommitResult>;
}

export interface Rounds {
  /** Runs one of the works. */
  run<T>(inboundId: number, work: (step: Step) => Promise<T>): Promise<T>;
}

interface Question<K, R> {
  key: K;
  resolve(answer: R): void;
  reject(error: unknown): void;
}

/**
 * @param works How many works there will be: a round waits for all of them.
 * @param commit Answers in the order of the proposals.
 */
export function createRounds(works: number, commit: Lookup<Proposal, CommitResult>): Rounds {
  let live = works;
  let blocked = 0;
  let isBusy = false;
  // biome-ignore lint/suspicious/noExplicitAny: each lookup's questions have its own types, which `ask` keeps together.
  let questions = new Map<Lookup<any, any>, Question<any, any>[]>();

  const look = () => {
    if (isBusy || questions.size === 0 || blocked < live) return;
    isBusy = true;
    const asked = questions;
    questions = new Map();
    // A commit waits for those who have only now asked something.
    const isCommit = asked.size === 1 && asked.has(commit);
    const proposals = asked.get(commit);
    // In the order of arrival, so that cases are numbered in it.
    proposals?.sort((one, other) => one.key.inboundId - other.key.inboundId);
    if (!isCommit && proposals) {
      asked.delete(commit);
      questions.set(commit, proposals);
    }
    Promise.allSettled([...asked].map(([lookup, group]) => answer(lookup, group))).then((settled) => {
      isBusy = false;
      for (const one of settled) if (one.status === "fulfilled") one.value();
      // Once those who can go on have said what they want next.
      setImmediate(look);
    });
  };

  return {
    async run(inboundId, work) {
      let pending = 0;
      const ask = <K, R>(lookup: Lookup<K, R>, key: K): Promise<R> =>
        new Promise<R>((resolve, reject) => {
          pending += 1;
          if (pending === 1) blocked += 1;
          const goOn =
            <V>(settle: (value: V) => void) =>
            (value: V) => {
              pending -= 1;
              if (pending === 0) blocked -= 1;
              settle(value);
            };
          const group = questions.get(lookup) ?? [];
          group.push({ key, resolve: goOn(resolve), reject: goOn(reject) });
          questions.set(lookup, group);
          // Once the rest of what is asked in one breath has been said, too.
          queueMicrotask(look);
        });
      try {
        return await work({ ask, commit: (verdict) => ask(commit, { verdict, inboundId }) });
      } finally {
        live -= 1;
        look();
      }
    },
  };
}

/** Settles nobody yet: whoever goes on first would ask alone. */
async function answer<K, R>(lookup: Lookup<K, R>, group: Question<K, R>[]): Promise<() => void> {
  try {
    const answers = await lookup(group.map((one) => one.key));
    return () => {
      for (const [at, one] of group.entries()) one.resolve(answers[at] as R);
    };
  } catch (error) {
    return () => {
      for (const one of group) one.reject(error);
    };
  }
}
