import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runCli } from "../support/cli.ts";

let folder: string;
let config: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-cli-"));
  config = join(folder, "desk.yaml");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) =>
  runCli(args, { DESKPOST_CONFIG: config, DESKPOST_DATA: join(folder, "data") });

describe("the command line", () => {
  it("lists every command of the contract, with variables and exit codes", async () => {
    const { code, out } = await cli("--help");
    expect(code).toBe(0);
    for (const command of [
      ...["init", "check", "doctor", "migrate", "start", "demo", "parse", "ingest"],
      ...["case", "inbound", "outbox", "why", "calendar"],
    ]) {
      expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, "m"));
    }
    expect(out).toContain("DATABASE_URL");
    expect(out).toContain("Exit codes");
  });

  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await cli("--version")).toMatchObject({ code: 0, out: `${version}\n` });
  });

  it.each([
    [["chekc"], /unknown command 'chekc'[\s\S]*Did you mean check/],
    [["check", "--jsno"], /unknown option '--jsno'[\s\S]*Did you mean --json/],
    [["why"], /missing required argument 'number'/],
    [["why", "zero"], /'zero' is invalid/],
    [["case", "list", "--limit", "-1"], /invalid/],
    [["start", "--only", "intake,wrokers"], /Allowed: intake, workers, clocks/],
    [["check", "extra"], /too many arguments/],
    [[], /Usage: deskpost/],
  ])("wrong usage %j exits 2 and says so on stderr only", async (args, expected) => {
    const { code, out, err } = await cli(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(expected);
  });

  it("a faulty environment is a line for each fault and exit 2", async () => {
    const { code, out, err } = await runCli(["check"], { REDIS_URL: "x", DESKPOST_LOG: "y" });
    expect([code, out]).toEqual([2, ""]);
    expect(err.trimEnd().split("\n")).toHaveLength(2);
  });
});

describe("init and check", () => {
  it("init writes a desk.yaml that check finds fine, with the schema that its first line names", async () => {
    expect(await cli("check")).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/no such file.*deskpost init/),
    });
    expect((await cli("init")).code).toBe(0);
    const first = readFileSync(config, "utf8").split("\n")[0];
    const schemaFile = /^# yaml-language-server: \$schema=(.+)$/.exec(first ?? "")?.[1] ?? "";
    const schema = JSON.parse(readFileSync(join(folder, schemaFile), "utf8"));
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(Object.keys(parse(readFileSync(config, "utf8")))),
    );
    const checked = await cli("check");
    expect(checked).toMatchObject({ code: 0, err: expect.stringContaining("is fine") });
    expect(checked.out).toContain("! proof: token: whoever gets hold of");
  });

  it("init keeps what is there unless told otherwise", async () => {
    writeFileSync(config, "mine");
    expect(await cli("init")).toMatchObject({ code: 2, err: expect.stringContaining("--force") });
    expect(readFileSync(config, "utf8")).toBe("mine");
    expect(existsSync(join(folder, "desk.schema.json"))).toBe(false);
    expect((await cli("init", "--force")).code).toBe(0);
    expect(readFileSync(config, "utf8")).toContain("mailboxes:");
    const other = join(folder, "new", "other.yaml");
    expect((await cli("init", "--file", other)).code).toBe(0);
    expect(existsSync(other)).toBe(true);
  });

  it("check names every fault and exits 1; --json is one object", async () => {
    await cli("init");
    const text = readFileSync(config, "utf8");
    writeFileSync(config, text.replace("port: 993", "port: x").replace("members: [anna@", "members: [ana@"));
    const { code, out } = await cli("check");
    expect([code, out.trimEnd().split("\n").length]).toEqual([1, 2]);
    const [object] = (await cli("check", "--json")).json();
    expect(object).toMatchObject({
      ok: false,
      faults: [
        { path: "mailboxes[0].imap.port", line: expect.any(Number), column: expect.any(Number) },
        { path: "teams[0].members[0]", hint: expect.stringContaining("anna@desk.example") },
      ],
    });
  });

  it("check --schema prints the schema without a desk.yaml", async () => {
    const { code, out } = await cli("check", "--schema");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      type: "object",
      required: expect.arrayContaining(["mailboxes"]),
    });
  });
});
