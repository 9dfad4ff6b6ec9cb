import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigFaults } from "../src/config/fault.ts";
import { listLanguages } from "../src/config/templates-folder.ts";
import { type Environment, loadDesk, loadEnvironment, resolveSecret } from "../src/config.ts";
import { ConfigError } from "../src/errors.ts";

const SECRET = "0123456789abcdef".repeat(4);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigFaults) return error.lines;
    if (error instanceof ConfigError) return [`${error.message} — ${error.hint}`];
    throw error;
  }
  return [];
}

describe("the environment", () => {
  it("has defaults for everything, and an empty variable counts as not set", () => {
    const environment = loadEnvironment({
      DATABASE_URL: "",
      REDIS_URL: "",
      DESKPOST_CONFIG: "",
      DESKPOST_SECRET: "",
    });
    expect(environment).toMatchObject({
      databaseUrl: null,
      redisUrl: null,
      configPath: "./desk.yaml",
      dataDir: join(process.cwd(), ".deskpost"),
      secret: null,
      smtpPassword: null,
      logLevel: null,
    });
    expect(environment.imapPassword("helpdesk")).toBeNull();
  });

  it("names passwords after their mailbox, in capitals", () => {
    const environment = loadEnvironment({
      DESKPOST_IMAP_PASSWORD_IT_DESK: "a",
      DESKPOST_OAUTH_SECRET_IT_DESK: "b",
      DESKPOST_OAUTH_REFRESH_SMTP: "c",
      DESKPOST_SMTP_PASSWORD: "d",
    });
    expect([
      environment.imapPassword("it-desk"),
      environment.oauthSecret("it-desk"),
      environment.oauthRefresh("smtp"),
      environment.smtpPassword,
    ]).toEqual(["a", "b", "c", "d"]);
  });

  it("reads every secret from a file too, without the line break at its end", () => {
    const environment = loadEnvironment({
      DATABASE_URL_FILE: file("database", "postgres://desk:pw@db/desk\r\n"),
      DESKPOST_SECRET_FILE: file("secret", `${SECRET}\n`),
      DESKPOST_SMTP_PASSWORD_FILE: file("smtp", " with spaces \n"),
      DESKPOST_IMAP_PASSWORD_HELPDESK_FILE: file("imap", "pw"),
    });
    expect(environment).toMatchObject({
      databaseUrl: "postgres://desk:pw@db/desk",
      secret: SECRET,
      smtpPassword: " with spaces ",
    });
    expect(environment.imapPassword("helpdesk")).toBe("pw");
  });

  it("names every fault at once, none with the value of a secret", () => {
    const lines = faultsOf(() =>
      loadEnvironment({
        DATABASE_URL: "mysql://desk:hunter2@db/desk",
        REDIS_URL: "localhost:6379",
        DESKPOST_SECRET: "hunter2",
        DESKPOST_SMTP_PASSWORD: "hunter2",
        DESKPOST_SMTP_PASSWORD_FILE: "/there/too",
        DESKPOST_LOG: "loud",
      }),
    );
    expect(lines).toEqual([
      expect.stringMatching(/^DATABASE_URL is no postgres: ?\/\/ URL/),
      expect.stringMatching(/^REDIS_URL is no redis:\/\/ URL/),
      expect.stringMatching(/^DESKPOST_SECRET is shorter than 32 characters — .*openssl rand -hex 32/),
      expect.stringMatching(/^DESKPOST_SMTP_PASSWORD and DESKPOST_SMTP_PASSWORD_FILE are both set/),
      expect.stringMatching(/^DESKPOST_LOG is "loud" — .*debug, info, warn, error, silent/),
    ]);
    expect(lines.join()).not.toContain("hunter2");
  });

  it.each([
    ["missing", (): string => join(folder, "nowhere"), /cannot read .*ENOENT/],
    ["a folder", (): string => folder, /cannot read .*EISDIR/],
    ["empty", (): string => file("empty", "\n"), /is empty/],
  ])("a secret's file that is %s is told with its path", (_what, path, expected) => {
    expect(faultsOf(() => loadEnvironment({ DESKPOST_SECRET_FILE: path() }))[0]).toMatch(expected);
    const later = loadEnvironment({ DESKPOST_IMAP_PASSWORD_A_FILE: path() });
    expect(faultsOf(() => later.imapPassword("a"))[0]).toMatch(expected);
  });

  it("refuses a secret that was typed, however long", () => {
    expect(faultsOf(() => loadEnvironment({ DESKPOST_SECRET: "aaaa".repeat(16) }))[0]).toMatch(
      /easy to guess/,
    );
  });

  it("tells which DESKPOST_ variables nothing reads", () => {
    const environment = loadEnvironment({
      DESKPOST_IMAP_PASSWORD_HELPDESK: "a",
      DESKPOST_IMAP_PASSWORD_HLPDESK: "b",
      DESKPOST_SMTP_PASSWORT: "c",
      HOME: "/",
    });
    expect(environment.unread(["helpdesk"])).toEqual([
      "DESKPOST_IMAP_PASSWORD_HLPDESK",
      "DESKPOST_SMTP_PASSWORT",
    ]);
  });
});

describe("the secret", () => {
  const environment = (env: NodeJS.ProcessEnv): Environment =>
    loadEnvironment({ DESKPOST_DATA: join(folder, "data"), ...env });

  it("is drawn once for an embedded database and kept where only its owner may read", () => {
    const first = resolveSecret(environment({}));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(resolveSecret(environment({}))).toBe(first);
    expect(statSync(join(folder, "data", "secret")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
  });

  it("must be set beside a database of the operator's own", () => {
    const lines = faultsOf(() => resolveSecret(environment({ DATABASE_URL: "postgres://db/desk" })));
    expect(lines[0]).toMatch(/DESKPOST_SECRET is not set — .*openssl rand -hex 32/);
  });

  it("that is set wins, and nothing is written", () => {
    expect(resolveSecret(environment({ DESKPOST_SECRET: SECRET }))).toBe(SECRET);
    expect(() => statSync(join(folder, "data"))).toThrow();
  });

  it("is never drawn anew over a damaged one: every token would be lost", () => {
    resolveSecret(environment({}));
    const path = join(folder, "data", "secret");
    writeFileSync(path, "");
    expect(faultsOf(() => resolveSecret(environment({})))).toHaveLength(1);
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("that cannot be kept is told with the folder", () => {
    const path = file("data", "a file where the folder should be");
    chmodSync(path, 0o600);
    expect(faultsOf(() => resolveSecret(environment({})))[0]).toMatch(/cannot keep a secret in .*data/);
  });
});

describe("reading desk.yaml", () => {
  const template = readFileSync("templates/_init/desk.yaml", "utf8");

  it("fills in defaults and decides how agents prove themselves", () => {
    const desk = loadDesk(file("desk.yaml", template));
    expect(desk).toMatchObject({
      proof: "token",
      desk: { firstResponse: 8 * 3_600_000 },
      mailboxes: [{ name: "helpdesk", aliases: [] }],
      limits: { mailBytes: 50_000_000 },
    });
    const vouched = template.replace("authentication: none ", "authentication: microsoft365 ");
    expect(loadDesk(file("desk.yaml", vouched)).proof).toBe("strict");
  });

  it("takes a file with a byte order mark and Windows line ends", () => {
    expect(loadDesk(file("desk.yaml", `\ufeff${template.replace(/\n/g, "\r\n")}`)).desk.name).toBe(
      "IT Helpdesk",
    );
  });

  it("tells all faults at once, each as a line that starts with the file as it was named", () => {
    const path = file("desk.yaml", template.replace("port: 993", "port: x").replace("port: 465", "port: y"));
    const lines = faultsOf(() => loadDesk(path));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/desk\.yaml:\d+:\d+ .*port: found/);
    expect(lines[0]?.startsWith(path)).toBe(true);
  });

  it.each([
    [
      "is missing",
      () => join(folder, "nowhere.yaml"),
      /nowhere.yaml: there is no such file — .*deskpost init/,
    ],
    ["is a folder", () => folder, /it is a folder/],
    ["is UTF-16", () => file("desk.yaml", Buffer.from("\ufeffdesk: 1", "utf16le")), /not written in UTF-8/],
  ])("a file that %s is one clear line", (_what, path, expected) => {
    expect(faultsOf(() => loadDesk(path()))).toEqual([expect.stringMatching(expected)]);
  });

  it("knows a language for each folder of templates/ that is named like one", () => {
    expect(listLanguages()).toEqual(expect.arrayContaining(["da", "en"]));
    expect(listLanguages().filter((name) => name.startsWith("_"))).toEqual([]);
  });
});
