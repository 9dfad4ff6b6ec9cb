/** Refresh tokens that a provider hands out: kept so that a restart signs in, and so that the database alone signs nobody in. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepRefreshToken } from "../../src/app/refresh-tokens.ts";
import { createPool, type Pool } from "../../src/store/pool.ts";
import { createRefreshTokenStore } from "../../src/store/refresh-tokens.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { startDesk } from "../support/desk.ts";
import { letter } from "../support/letters.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { lookInto } from "../support/tables.ts";
import { startTokenEndpoint } from "../support/token-endpoint.ts";

const SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const OAUTH = { tokenUrl: "https://login.example/token", clientId: "deskpost" };

const cleanUp: (() => Promise<unknown>)[] = [];
let databaseUrl: string;
beforeEach(async () => {
  const database = await freshDatabase();
  cleanUp.push(database.drop);
  databaseUrl = database.connectionString;
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe("a kept refresh token", () => {
  let pool: Pool;
  beforeEach(() => {
    pool = createPool({ connectionString: databaseUrl, max: 2, log: silentLog });
    cleanUp.push(() => pool.end());
  });
  const kept = (secret = SECRET, account = "helpdesk", oauth = OAUTH) =>
    keepRefreshToken(createRefreshTokenStore(pool), secret, account, oauth);

  test("is found again, the newest of them, and only under the token that was configured", async () => {
    expect(await kept().load("configured")).toBeNull();
    await kept().save("configured", "first");
    await kept().save("configured", "second");
    expect(await kept().load("configured")).toBe("second");
    expect(await kept().load("configured anew")).toBeNull();
  });

  test("opens with no other secret, for no other account and at no other provider", async () => {
    await kept().save("configured", "first");
    expect(await kept("another secret of the operator's own").load("configured")).toBeNull();
    const elsewhere = { ...OAUTH, tokenUrl: "https://evil.example/token" };
    expect(await kept(SECRET, "helpdesk", elsewhere).load("configured")).toBeNull();
    await lookInto(databaseUrl, "update oauth_refresh_token set account = 'smtp'");
    expect(await kept(SECRET, "smtp").load("configured")).toBeNull();
    await lookInto(databaseUrl, "update oauth_refresh_token set sealed = '\\x00'");
    expect(await kept(SECRET, "smtp").load("configured")).toBeNull();
  });

  test("stands in the database in no readable form", async () => {
    await kept().save("the-configured-token", "the-handed-out-token");
    const [row] = await lookInto(databaseUrl, "select sealed from oauth_refresh_token");
    expect(String(row?.sealed)).not.toMatch(/the-|token|undefined/);
    await kept().save("the-configured-token", "the-handed-out-token");
    const [again] = await lookInto(databaseUrl, "select sealed from oauth_refresh_token");
    expect(again?.sealed).not.toEqual(row?.sealed);
  });
});

test("the desk sends on after a restart, and doctor uses no token up that the desk needs", async () => {
  const endpoint = await startTokenEndpoint({ rotate: true });
  const smtp = await startSmtpSink({ tokens: () => endpoint.newest });
  cleanUp.push(endpoint.stop, smtp.close);
  const settings = {
    imap: { host: "127.0.0.1", port: 1, password: "secret" },
    smtp,
    databaseUrl,
    redisUrl: null,
    only: "workers",
    overrides: {
      smtp: {
        user: "helpdesk",
        oauth: { tokenUrl: endpoint.tokenUrl, clientId: "deskpost", grant: "refresh_token" as const },
      },
    },
    env: { DESKPOST_OAUTH_REFRESH_SMTP: "refresh-0" },
  };
  const sendTo = async (person: string) => {
    const desk = await startDesk(settings);
    cleanUp.push(desk.stop);
    await desk.waitForReady();
    const from = `${person}@uni.example`;
    const raw = await letter({ from, subject: `Printer of ${person}`, text: "It takes no paper any more." });
    expect(await desk.cli(["ingest", "-"], raw)).toMatchObject({ code: 0 });
    await smtp.waitFor((mail) => mail.to.includes(from), 20_000);
    desk.kill("SIGTERM");
    await desk.exit;
    return desk;
  };
  const stopped = await sendTo("sofie");
  const examined = await stopped.cli(["doctor"]);
  expect(examined.stdout).toMatch(/^✓ smtp: signed in/m);
  await sendTo("leo");
  expect(endpoint.requests.map((form) => form.refresh_token)).toEqual([
    "refresh-0",
    "refresh-1",
    "refresh-2",
  ]);
}, 120_000);
