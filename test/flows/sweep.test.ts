/** The sweep on a real database: what is due and has no job is woken, by one process at a time, whatever happens in between. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { SweepStore, Wake } from "../../src/flows/ports.ts";
import { createSweeper, type Sweeper } from "../../src/flows/sweep.ts";
import { createOutageLog } from "../../src/outage.ts";
import { createAcceptStore } from "../../src/store/accept.ts";
import { createFreshMails } from "../../src/store/fresh-mails.ts";
import { createLocks } from "../../src/store/locks.ts";
import { createPool, type Pool } from "../../src/store/pool.ts";
import { createSweepStore } from "../../src/store/sweep.ts";
import { freshDatabase } from "../support/database.ts";
import { keepingLog } from "../support/jobs.ts";
import { lookInto } from "../support/tables.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const EVERY_MS = 50;

describe("sweep", () => {
  let drop: () => Promise<void>;
  let look: (text: string, params?: unknown[]) => Promise<unknown[]>;
  let proxy: TcpProxy;
  let pool: Pool;
  const log = keepingLog();
  const sweepers: Sweeper[] = [];
  beforeAll(async () => {
    const database = await freshDatabase();
    drop = database.drop;
    look = (text, params) => lookInto(database.connectionString, text, params);
    const url = new URL(database.connectionString);
    proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    pool = createPool({ connectionString: url.href, max: 4, log });
  });
  afterAll(async () => {
    await pool.end();
    await proxy.close();
    await drop();
  });
  let uid = 0;
  let woken: Wake[] = [];
  beforeEach(() => {
    woken = [];
    log.warnings.length = 0;
  });
  afterEach(async () => {
    await Promise.all(sweepers.splice(0).map((sweeper) => sweeper.stop()));
    await look("update inbound_mail set state = 'processed'");
  });

  const acceptMail = async () => {
    const mail = {
      uid: ++uid,
      receivedAt: new Date(),
      raw: Buffer.from(`Subject: ${uid}\r\n\r\n`),
      parked: null,
    };
    const place = { source: "imap", mailbox: "helpdesk", folder: "INBOX", uidValidity: 1n } as const;
    const [accepted] = await createAcceptStore(pool, createFreshMails()).accept({
      ...place,
      lastUid: uid,
      mails: [mail],
    });
    return accepted?.inboundId ?? 0;
  };
  /** As one process has it: its own connection for locks. */
  const sweeper = (
    wake: (wakes: Wake[]) => Promise<void> = async (wakes) => void woken.push(...wakes),
    store?: SweepStore,
  ) => {
    const made = createSweeper({
      store: store ?? createSweepStore(pool),
      locks: createLocks(pool),
      alarm: { wake },
      outage: createOutageLog(log, "The sweep", "it is tried again"),
      log,
      everyMs: EVERY_MS,
      also: async () => {},
    });
    sweepers.push(made);
    return made;
  };
  const idsOf = (wakes: Wake[]) => wakes.map((wake) => wake.id);

  test("wakes at its start what a dead process may have held, under a new version", async () => {
    const id = await acceptMail();
    sweeper().start();
    await vi.waitFor(() => expect(woken).toContainEqual({ queue: "intake", id, version: 2, at: null }));
  });

  test("leaves what was woken lately to its job, and finds it when it is forgotten", async () => {
    const sweeps = vi.fn(createSweepStore(pool).findForgotten);
    sweeper(undefined, { findForgotten: sweeps }).start();
    await vi.waitFor(() => expect(sweeps.mock.calls.length).toBeGreaterThan(1));
    const id = await acceptMail();
    const before = sweeps.mock.calls.length;
    await vi.waitFor(() => expect(sweeps.mock.calls.length).toBeGreaterThan(before + 1));
    expect(idsOf(woken)).not.toContain(id);
    vi.useFakeTimers({ now: Date.now() + 21_000, toFake: ["Date"] });
    await vi.waitFor(() => expect(idsOf(woken)).toContain(id)).finally(() => vi.useRealTimers());
  });

  test("is done by one process at a time, and by another when that one ends", async () => {
    await acceptMail();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const wake = vi.fn(() => held);
    const first = sweeper(wake);
    first.start();
    await vi.waitFor(() => expect(wake).toHaveBeenCalled());
    const others = vi.fn(createSweepStore(pool).findForgotten);
    sweeper(undefined, { findForgotten: others }).start();
    const id = await acceptMail();
    await new Promise((resolve) => setTimeout(resolve, 4 * EVERY_MS));
    expect(others).not.toHaveBeenCalled();
    release();
    await first.stop();
    // One wake for all that is due: who is woken works off the others, too.
    await vi.waitFor(() => expect(woken.length).toBeGreaterThan(0));
    expect(await look("select wake_version from inbound_mail where id = $1", [id])).toEqual([
      { wake_version: 2 },
    ]);
  });

  test("goes on after the database was away, saying so once", async () => {
    sweeper().start();
    await proxy.shut();
    await vi.waitFor(() => expect(log.warnings).toHaveLength(1), { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 4 * EVERY_MS));
    await proxy.open();
    const id = await acceptMail();
    vi.useFakeTimers({ now: Date.now() + 21_000, toFake: ["Date"] });
    await vi
      .waitFor(() => expect(idsOf(woken)).toContain(id), { timeout: 10_000 })
      .finally(() => vi.useRealTimers());
    expect(log.warnings).toHaveLength(1);
    expect(log.warnings[0]).toContain("The database does not answer");
  });
});
