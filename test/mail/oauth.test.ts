import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OauthSettings } from "../../src/domain/desk.ts";
import { ConfigError, PermanentError, TransientError } from "../../src/errors.ts";
import { createTokenSource, type OauthSecrets } from "../../src/mail/oauth.ts";
import type { KeptRefreshToken } from "../../src/mail/refresh-token.ts";
import {
  startTokenEndpoint,
  type TokenEndpoint,
  type TokenEndpointOptions,
} from "../support/token-endpoint.ts";

let endpoint: TokenEndpoint;
let time: number;
let troubles: { code: string; explanation: string; hint: string }[];
let keeping: { tokens: Map<string, string>; isAway: boolean };

beforeEach(() => {
  time = Date.parse("2026-03-02T09:00:00Z");
  troubles = [];
  keeping = { tokens: new Map(), isAway: false };
});

afterEach(async () => {
  await endpoint.stop();
});

/** Outlives sources, as the database outlives processes. */
const inMemory: KeptRefreshToken = {
  async load(configured) {
    if (keeping.isAway) throw new TransientError("the database is away", { reason: "database_unavailable" });
    return keeping.tokens.get(configured) ?? null;
  },
  async save(configured, newest) {
    if (keeping.isAway) throw new TransientError("the database is away", { reason: "database_unavailable" });
    keeping.tokens.set(configured, newest);
  },
};

async function source(
  endpointOptions: TokenEndpointOptions,
  grant: OauthSettings["grant"],
  secrets: Partial<OauthSecrets> = {},
) {
  endpoint = await startTokenEndpoint(endpointOptions);
  return anotherSource(grant, secrets);
}

function anotherSource(grant: OauthSettings["grant"], secrets: Partial<OauthSecrets> = {}) {
  return createTokenSource(
    { tokenUrl: endpoint.tokenUrl, clientId: "deskpost", grant, scope: "mail" },
    { clientSecret: "client-secret", refreshToken: "refresh-0", ...secrets },
    {
      now: () => new Date(time),
      onTrouble: (code, explanation, hint) => troubles.push({ code, explanation, hint }),
      kept: inMemory,
      timeoutMs: 500,
    },
  );
}

const minutes = (count: number) => {
  time += count * 60_000;
};

test("client credentials: sends them once and keeps the token until five minutes before its end", async () => {
  const tokens = await source({ lifetimeSeconds: 3600 }, "client_credentials");
  const first = await tokens.accessToken();
  expect(endpoint.requests).toEqual([
    {
      grant_type: "client_credentials",
      client_id: "deskpost",
      client_secret: "client-secret",
      scope: "mail",
    },
  ]);
  minutes(54);
  expect(await tokens.accessToken()).toBe(first);
  minutes(2);
  expect(await tokens.accessToken()).not.toBe(first);
  expect(endpoint.requests).toHaveLength(2);
});

test("a short-lived token is renewed in the last tenth of its life", async () => {
  const tokens = await source({ lifetimeSeconds: 600 }, "client_credentials");
  const first = await tokens.accessToken();
  minutes(8.9);
  expect(await tokens.accessToken()).toBe(first);
  minutes(0.2);
  expect(await tokens.accessToken()).not.toBe(first);
});

test("many callers at once make one request", async () => {
  const tokens = await source({}, "client_credentials");
  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.accessToken()));
  expect(new Set(all).size).toBe(1);
  expect(endpoint.requests).toHaveLength(1);
});

const used = () => endpoint.requests.map((form) => form.refresh_token);

test("a rotated refresh token is used from then on, after a restart too", async () => {
  const tokens = await source({ rotate: true }, "refresh_token");
  await tokens.accessToken();
  minutes(60);
  await tokens.accessToken();
  const restarted = anotherSource("refresh_token");
  await restarted.accessToken();
  expect(used()).toEqual(["refresh-0", "refresh-1", "refresh-2"]);
});

test("a token newly configured counts before what was kept under the old one", async () => {
  const tokens = await source({ rotate: true }, "refresh_token");
  await tokens.accessToken();
  const again = anotherSource("refresh_token", { refreshToken: "refresh-1" });
  keeping.tokens.set("refresh-0", "revoked meanwhile");
  await again.accessToken();
  expect(used()).toEqual(["refresh-0", "refresh-1"]);
});

test("two processes use one account: each finds the token that the other was handed out", async () => {
  const one = await source({ rotate: true }, "refresh_token");
  const other = anotherSource("refresh_token");
  for (const tokens of [one, other, one, other]) {
    await tokens.accessToken();
    minutes(60);
  }
  expect(used()).toEqual(["refresh-0", "refresh-1", "refresh-2", "refresh-3"]);
  expect(troubles).toEqual([]);
});

test("a token that another process used up at the same instant is asked for once more", async () => {
  const tokens = await source({ refreshToken: "newer" }, "refresh_token");
  const meanwhile = {
    load: async () => (endpoint.requests.length === 0 ? "used up" : "newer"),
    save: async () => {},
  };
  vi.spyOn(inMemory, "load").mockImplementation(meanwhile.load);
  await tokens.accessToken();
  vi.restoreAllMocks();
  expect(used()).toEqual(["used up", "newer"]);
  expect(troubles).toEqual([]);
});

test("a token that cannot be kept is used and told, and kept when that is possible again", async () => {
  const tokens = await source({ rotate: true }, "refresh_token");
  await tokens.accessToken();
  keeping.isAway = true;
  minutes(60);
  await tokens.accessToken();
  expect(troubles.map((trouble) => trouble.code)).toEqual(["oauth_refresh_token_unkept"]);
  minutes(60);
  await tokens.accessToken();
  expect(used()).toEqual(["refresh-0", "refresh-1", "refresh-2"]);
  expect(keeping.tokens.get("refresh-0")).toBe("refresh-1");
  keeping.isAway = false;
  minutes(60);
  await tokens.accessToken();
  expect(keeping.tokens.get("refresh-0")).toBe("refresh-4");
  expect(troubles).toHaveLength(1);
});

test("what is kept cannot be read: the configured token, which may be used up, is not tried", async () => {
  const tokens = await source({ rotate: true }, "refresh_token");
  keeping.isAway = true;
  await expect(tokens.accessToken()).rejects.toMatchObject({ reason: "database_unavailable" });
  expect(used()).toEqual([]);
  keeping.isAway = false;
  await tokens.accessToken();
});

test.each([
  ["invalid_grant", "refresh_token", { refreshToken: "revoked" }, /DESKPOST_OAUTH_REFRESH/],
  ["invalid_client", "client_credentials", { clientSecret: "old" }, /DESKPOST_OAUTH_SECRET/],
] as const)("%s is final, says what to do, and is told once", async (code, grant, secrets, hint) => {
  const tokens = await source({}, grant, secrets);
  for (let i = 0; i < 3; i++) {
    const error = await tokens.accessToken().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PermanentError);
    expect((error as PermanentError).message).toContain(code);
    expect((error as PermanentError).message).not.toContain("Trace");
    expect((error as PermanentError).hint).toMatch(hint);
  }
  expect(troubles.map((trouble) => trouble.code)).toEqual(["oauth_refused"]);
  expect(endpoint.requests, "a refusal is not asked for again at once").toHaveLength(1);
  minutes(2);
  await tokens.accessToken().catch(() => {});
  expect(endpoint.requests).toHaveLength(2);
});

test("while the endpoint is away the old token serves to its end, and the operator is told", async () => {
  const tokens = await source({ lifetimeSeconds: 3600 }, "client_credentials");
  const first = await tokens.accessToken();
  endpoint.fail({ status: 503, body: {} });
  minutes(57);
  expect(await tokens.accessToken()).toBe(first);
  expect(await tokens.accessToken()).toBe(first);
  expect(endpoint.requests, "a renewal that failed is not tried at every call").toHaveLength(2);
  expect(troubles.map((trouble) => trouble.code)).toEqual(["oauth_expiring"]);
  minutes(4);
  await expect(tokens.accessToken()).rejects.toBeInstanceOf(TransientError);
  endpoint.heal();
  expect(await tokens.accessToken()).not.toBe(first);
});

test("an endpoint that hangs or speaks no JSON is a passing failure", async () => {
  const tokens = await source({}, "client_credentials");
  endpoint.fail("hang");
  await expect(tokens.accessToken()).rejects.toMatchObject({ reason: "oauth_unreachable" });
  endpoint.fail({ status: 200, body: { token: "misnamed" } });
  await expect(tokens.accessToken()).rejects.toBeInstanceOf(TransientError);
  endpoint.fail({ status: 400, body: { error: "temporarily_unavailable" } });
  await expect(tokens.accessToken()).rejects.toBeInstanceOf(TransientError);
});

test("a refresh token near its end is told ahead", async () => {
  const tokens = await source({ refreshLifetimeSeconds: 3 * 24 * 3600 }, "refresh_token");
  await tokens.accessToken();
  expect(troubles).toMatchObject([{ code: "oauth_refresh_token_expiring" }]);
  expect(troubles[0]?.explanation).toContain("2026-03-05T09:00:00.000Z");
});

test("a token that the mail server refused is not offered again", async () => {
  const tokens = await source({}, "client_credentials");
  const first = await tokens.accessToken();
  tokens.forget(first);
  expect(await tokens.accessToken()).not.toBe(first);
});

test("a secret never travels unencrypted beyond this machine", async () => {
  endpoint = await startTokenEndpoint();
  const make = (tokenUrl: string) => () =>
    createTokenSource(
      { tokenUrl, clientId: "deskpost", grant: "client_credentials" },
      { clientSecret: "client-secret", refreshToken: null },
      { now: () => new Date(), onTrouble: () => {}, kept: null },
    );
  expect(make("http://login.example/token")).toThrow(ConfigError);
  expect(make("ftp://localhost/token")).toThrow(ConfigError);
  expect(make("http://127.0.0.1.evil.example/token")).toThrow(ConfigError);
  expect(make("https://login.example/token")).not.toThrow();
});
