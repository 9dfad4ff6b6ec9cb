import { expect, test, vi } from "vitest";
import { TransientError } from "../../src/errors.ts";
import type { Attempt } from "../../src/flows/ports.ts";
import type { ReadyMail } from "../../src/flows/ports-receiving.ts";
import type { Intake } from "../../src/flows/receive-mail.ts";
import { createInboundWork } from "../../src/flows/work-off-inbound.ts";

const never = new AbortController().signal;
const now = () => new Date();

/** Mails that wait, and what was done with them: an array is a round in one transaction, a number a mail by itself. */
class Waiting implements Intake {
  readonly happened: (number | number[])[] = [];
  readonly slow = new Set<number>();
  readonly broken = new Set<number>();
  /** In how many rounds their turn does not come. */
  readonly late = new Map<number, number>();
  readonly followers = new Map<number, ReadyMail>();
  onRound = () => {};
  #mails: ReadyMail[];

  constructor(mails: ReadyMail[]) {
    this.#mails = mails;
  }

  process = async (id: number): Promise<Attempt> => {
    this.happened.push(id);
    const isThere = this.#mails.some((mail) => mail.id === id);
    this.#finish([id]);
    return isThere ? "done" : "finished";
  };

  processTogether: Intake["processTogether"] = async (ids) => {
    const there = ids.filter((id) => this.#mails.some((mail) => mail.id === id));
    if (there.length > 0) this.happened.push(there);
    this.onRound();
    if (there.some((id) => this.broken.has(id))) return { done: [], followers: [], alone: ids, late: [] };
    const late = there.filter((id) => (this.late.get(id) ?? 0) > 0);
    for (const id of late) this.late.set(id, (this.late.get(id) ?? 0) - 1);
    const done = there.filter((id) => !this.slow.has(id) && !late.includes(id));
    this.#finish(done);
    const followers = done.flatMap((id) => this.followers.get(id) ?? []);
    this.#mails.push(...followers);
    return { done, followers, alone: there.filter((id) => this.slow.has(id)), late };
  };

  listReady = async (_now: Date, after: number, limit: number) =>
    this.#mails.filter((mail) => mail.id > after).slice(0, limit);

  arrive(mails: ReadyMail[]) {
    this.#mails = [...mails, ...this.#mails];
  }

  left = () => this.#mails.map((mail) => mail.id);

  #finish(ids: number[]) {
    this.#mails = this.#mails.filter((mail) => !ids.includes(mail.id));
  }
}

function mails(count: number, from = (id: number) => `p${id}@x`): ReadyMail[] {
  return Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    from: from(at + 1),
    waits: false,
    alone: false,
  }));
}

const workOff = (intake: Waiting, id: number, stop = never) =>
  createInboundWork({ intake, listReady: intake.listReady, now })(id, stop);

test("one wake is enough for all that waits, many mails to a transaction", async () => {
  const intake = new Waiting(mails(100));
  expect(await workOff(intake, 7)).toBe("done");
  expect(intake.left()).toEqual([]);
  expect(intake.happened.length).toBeLessThan(10);
});

test("mails of one sender go one after the other", async () => {
  const intake = new Waiting(mails(3, () => "same@x"));
  await workOff(intake, 1);
  expect(intake.happened).toEqual([[1], [2], [3]]);
});

test("who waited for a mail goes next, without another wake", async () => {
  const intake = new Waiting(mails(1));
  intake.followers.set(1, { id: 9, from: "answer@x", waits: false, alone: false });
  await workOff(intake, 1);
  expect(intake.happened).toEqual([[1], [9]]);
});

test("who waits for another is left until that one is done", async () => {
  const [first, second] = mails(2) as [ReadyMail, ReadyMail];
  const intake = new Waiting([first, { ...second, waits: true }]);
  intake.followers.set(1, second);
  await workOff(intake, 1);
  expect(intake.happened).toEqual([[1], [2]]);
});

test("a mail that breaks its round makes each of it go by itself", async () => {
  const intake = new Waiting(mails(3));
  intake.broken.add(2);
  expect(await workOff(intake, 1)).toBe("finished");
  expect(intake.happened.slice(0, 4)).toEqual([[1, 2, 3], 1, 2, 3]);
});

test("slow and large mails go by themselves, and the others are not held up", async () => {
  const large: ReadyMail = { id: 4, from: "large@x", waits: false, alone: true };
  const intake = new Waiting([...mails(3), large]);
  intake.slow.add(2);
  await workOff(intake, 1);
  expect(intake.happened).toEqual([[1, 2, 3], 2, 4]);
});

test("mails whose turn did not come are first in the next round, and by themselves only when it never comes", async () => {
  const intake = new Waiting(mails(34));
  intake.late.set(3, 1).set(5, 100);
  await workOff(intake, 1);
  const [first, ...others] = intake.happened;
  expect(first).toHaveLength(32);
  expect(others).toEqual([[3, 5, 33, 34], [5], [5], 5]);
  expect(intake.left()).toEqual([]);
});

test("a heap of one sender's mails holds up nobody behind it", async () => {
  const intake = new Waiting([
    ...mails(500, () => "flood@x"),
    ...mails(10).map((mail) => ({ ...mail, id: mail.id + 500 })),
  ]);
  await workOff(intake, 1);
  expect(intake.happened[0]).toEqual([1, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510]);
  expect(intake.left()).toEqual([]);
});

test("however many mails are slow, the others go on meanwhile", async () => {
  const intake = new Waiting(mails(60));
  for (let id = 1; id <= 16; id += 1) intake.slow.add(id);
  const finish: (() => void)[] = [];
  let most = 0;
  const { process } = intake;
  intake.process = async (id) => {
    most = Math.max(most, finish.push(() => {}) && finish.length);
    await new Promise<void>((done) => {
      finish[finish.length - 1] = done;
    });
    finish.pop();
    return process(id);
  };
  const worked = workOff(intake, 60);
  await vi.waitFor(() => expect(intake.left()).toEqual(Array.from({ length: 16 }, (_, at) => at + 1)));
  const release = setInterval(() => finish.at(-1)?.(), 1);
  await worked;
  clearInterval(release);
  expect(intake.left()).toEqual([]);
  expect(most).toBe(2);
});

test("a mail that fails by itself takes none of the others along, but a database that is away does", async () => {
  const failing = (reason: string) => {
    const intake = new Waiting(mails(6).map((mail) => ({ ...mail, alone: true })));
    const { process } = intake;
    intake.process = async (id) => {
      if (id === 1) throw new TransientError("tested", { reason });
      await new Promise((done) => setImmediate(done));
      return process(id);
    };
    return intake;
  };
  const busy = failing("case_busy");
  await expect(workOff(busy, 1)).rejects.toThrow("tested");
  expect(busy.left()).toEqual([1]);
  const away = failing("database_unavailable");
  await expect(workOff(away, 1)).rejects.toThrow("tested");
  expect(away.left()).toEqual([1, 3, 4, 5, 6]);
});

test("a mail that is done already is told so, and the others are still worked off", async () => {
  const intake = new Waiting(mails(2));
  expect(await workOff(intake, 99)).toBe("finished");
  expect(intake.left()).toEqual([]);
});

test("several workers share what waits, each mail once, and no two have mails of one sender at a time", async () => {
  const intake = new Waiting(mails(90, (id) => `p${id % 30}@x`));
  const atOnce = new Set<number>();
  const clashes: number[] = [];
  const together = intake.processTogether;
  intake.processTogether = async (ids) => {
    for (const id of ids) {
      if ([...atOnce].some((other) => other % 30 === id % 30)) clashes.push(id);
      atOnce.add(id);
    }
    await new Promise((done) => setImmediate(done));
    for (const id of ids) atOnce.delete(id);
    return together(ids);
  };
  const work = createInboundWork({ intake, listReady: intake.listReady, now });
  await Promise.all([work(101, never), work(102, never), work(103, never)]);
  const rounds = intake.happened.filter((one) => Array.isArray(one)).flat();
  expect(rounds.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 90 }, (_, at) => at + 1));
  expect(clashes).toEqual([]);
});

test("a batch that is committed late, with smaller ids, is worked off though the list has looked beyond it", async () => {
  const late = mails(20);
  const early: ReadyMail[] = mails(40).map((mail) => ({ ...mail, id: mail.id + 100, from: `e${mail.id}@x` }));
  const intake = new Waiting(early);
  const work = createInboundWork({ intake, listReady: intake.listReady, now });
  let joined: Promise<Attempt> | null = null;
  intake.onRound = () => {
    if (joined !== null) return;
    intake.arrive(late);
    joined = work(1, never);
  };
  await work(101, never);
  expect(["done", "finished"]).toContain(await joined);
  expect(intake.left()).toEqual([]);
});

test("a desk that stops takes no further round", async () => {
  const stop = new AbortController();
  const intake = new Waiting(mails(100));
  intake.onRound = () => stop.abort();
  await workOff(intake, 1, stop.signal);
  expect(intake.happened).toHaveLength(1);
  expect(intake.left().length).toBeGreaterThan(50);
});
