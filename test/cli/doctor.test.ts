import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeClock, judgeConnections } from "../../src/cli/doctor/database.ts";
import { judgeRedis } from "../../src/cli/doctor/queue.ts";
import { runCli } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { hasRedis, startRedis } from "../support/redis.ts";

const SECRET = "0123456789abcdef".repeat(4);
let folder: string;
let config: string;
let database: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-doctor-"));
  config = join(folder, "desk.yaml");
  writeFileSync(config, readFileSync("templates/_init/desk.yaml"));
  database = await freshDatabase();
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

function doctor(env: NodeJS.ProcessEnv, ...args: string[]) {
  const base = { DESKPOST_CONFIG: config, DESKPOST_SECRET: SECRET, DATABASE_URL: database.connectionString };
  return runCli(["doctor", "--quick", ...args], { ...base, ...env });
}

describe("doctor where no desk was set up", () => {
  it("says so, and makes no database", async () => {
    const empty = mkdtempSync(join(tmpdir(), "deskpost-empty-"));
    const env = {
      DESKPOST_CONFIG: join(empty, "desk.yaml"),
      DESKPOST_DATA: join(empty, "data"),
      DATABASE_URL: "",
    };
    const { code, out } = await doctor(env);
    expect(out).toMatch(/^✗ desk.yaml: .*there is no such file/m);
    expect(out).toMatch(/^! database: not tried before there is a desk.yaml$/m);
    expect(code).toBe(1);
    expect(existsSync(join(empty, "data", "postgres"))).toBe(false);
    rmSync(empty, { recursive: true, force: true });
  });
});

describe("doctor on database and queue", () => {
  it("finds a healthy database and a queue inside it fine, with the connections in numbers", async () => {
    const { code, out, err } = await doctor({});
    expect(out).toMatch(/^✓ desk.yaml: .* is fine$/m);
    expect(out).toMatch(/^✓ secret: DESKPOST_SECRET is set$/m);
    expect(out).toMatch(/^✓ database: Postgres \d+(\.\d+)?, of your own$/m);
    expect(out).toMatch(/^✓ schema: up to date$/m);
    expect(out).toMatch(
      /^✓ connections: one process of the desk takes up to \d+ connections \(pool \d+ \+ locks 1 \+ queue \d+\)/m,
    );
    expect(out).toMatch(/^✓ clock: /m);
    expect(out).toMatch(/^✓ queue: in Postgres, its tables stand$/m);
    expect([code, err]).toEqual([0, expect.stringMatching(/0 to mend/)]);
  });

  it("says in one line that nothing listens there, and goes on", async () => {
    const port = await closedPort();
    const { code, json } = await doctor(
      { DATABASE_URL: `postgres://desk:pw@127.0.0.1:${port}/desk`, REDIS_URL: `redis://127.0.0.1:${port}` },
      "--json",
    );
    const faults = json().filter((finding) => finding.state === "fault");
    expect(faults.map((finding) => [finding.check, finding.code])).toEqual([
      ["database", "database_unavailable"],
      ["queue", "redis_unavailable"],
    ]);
    for (const finding of faults) {
      expect(finding.hint).toMatch(/_URL is right/);
      expect(JSON.stringify(finding)).toContain("ECONNREFUSED");
    }
    expect(code).toBe(1);
  });

  it("tells a schema that is missing, and one that is newer than this release", async () => {
    const empty = await freshDatabase();
    const client = new pg.Client({ connectionString: empty.connectionString });
    await client.connect();
    try {
      await client.query("insert into migration (name, run_on) values ('9999_future', now())");
      expect((await doctor({ DATABASE_URL: empty.connectionString })).out).toMatch(
        /^✗ schema: .*newer.*9999_future/m,
      );
      await client.query("delete from migration");
      expect((await doctor({ DATABASE_URL: empty.connectionString })).out).toMatch(
        /^! schema: not up to date, missing 0001_desk/m,
      );
      await client.query("drop table migration");
      expect((await doctor({ DATABASE_URL: empty.connectionString })).out).toMatch(
        /^! schema: .*deskpost migrate/m,
      );
    } finally {
      await client.end();
      await empty.drop();
    }
  });

  it("tells a variable that nothing reads, and a missing secret", async () => {
    const { code, out } = await doctor({ DESKPOST_SECRET: "", DESKPOST_IMAP_PASSWORD_HLPDESK: "x" });
    expect(out).toMatch(/^! environment: nothing reads DESKPOST_IMAP_PASSWORD_HLPDESK — check its spelling/m);
    expect(out).toMatch(/^✗ secret: DESKPOST_SECRET is not set — .*openssl rand -hex 32/m);
    expect(code).toBe(1);
  });

  it("gives a fault for each fault of desk.yaml and still tries the database", async () => {
    const faulty = join(folder, "faulty.yaml");
    writeFileSync(
      faulty,
      readFileSync(config, "utf8").replace("port: 993", "port: x").replace("port: 465", "port: y"),
    );
    const { code, out } = await doctor({ DESKPOST_CONFIG: faulty });
    expect(out.match(/^✗ desk.yaml: /gm)).toHaveLength(2);
    expect(out).toMatch(/^✓ database/m);
    expect(code).toBe(1);
  });

  it.skipIf(!hasRedis())("wants a Redis that forgets no job", async () => {
    const redis = await startRedis();
    if (redis === null) throw new Error("no redis-server");
    const client = new Redis(redis.url);
    try {
      await client.config("SET", "maxmemory-policy", "allkeys-lru");
      const evicting = await doctor({ REDIS_URL: redis.url });
      expect(evicting.out).toMatch(
        /^✗ queue: Redis \d.* forgets jobs .*allkeys-lru.* — set maxmemory-policy noeviction/m,
      );
      expect(evicting.code).toBe(1);
      await client.config("SET", "maxmemory-policy", "noeviction");
      const fine = await doctor({ REDIS_URL: redis.url });
      expect(fine.out).toMatch(/^✓ queue: Redis \d.*noeviction$/m);
      expect(fine.out).not.toMatch(/queue 8/);
      expect(fine.code).toBe(0);
      await client.config("SET", "requirepass", "geheim-geheim");
      const refused = await doctor({ REDIS_URL: redis.url });
      expect(refused.out).toMatch(/^✗ queue: Redis refuses the login .*REDIS_URL/m);
    } finally {
      client.disconnect();
      await redis.stop();
    }
  });
});

describe("judging", () => {
  it("a budget that does not fit is a fault, one that would not fit now a warning", () => {
    const limits = { maxConnections: 97, userLimit: -1, databaseLimit: -1, openConnections: 5 };
    const budget = { pool: 10, queue: 8 };
    expect(judgeConnections(limits, budget)).toMatchObject({
      state: "ok",
      found: expect.stringContaining("room for 5 processes"),
    });
    expect(judgeConnections({ ...limits, openConnections: 90 }, budget)).toMatchObject({ state: "warning" });
    expect(judgeConnections({ ...limits, userLimit: 17 }, budget)).toMatchObject({
      state: "fault",
      code: "too_few_connections",
    });
    expect(judgeConnections({ ...limits, databaseLimit: 10 }, budget)).toMatchObject({ state: "fault" });
  });

  it("a clock that is off is told with how much and which way", () => {
    expect(judgeClock(400)).toMatchObject({ state: "ok" });
    expect(judgeClock(-9_000)).toMatchObject({
      state: "warning",
      found: expect.stringMatching(/9\.0 s behind/),
    });
    expect(judgeClock(120_000)).toMatchObject({
      state: "fault",
      found: expect.stringMatching(/120\.0 s ahead/),
    });
  });

  it("an old Redis is a fault, one that hides its policy is not", () => {
    expect(judgeRedis({ version: "6.0.16", maxmemoryPolicy: null, isAppendOnly: true })).toMatchObject([
      { state: "fault" },
    ]);
    expect(judgeRedis({ version: "7.4.2", maxmemoryPolicy: null, isAppendOnly: true })).toMatchObject([
      { state: "ok" },
    ]);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
