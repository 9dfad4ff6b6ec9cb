/** `deskpost people import` against a real database: idempotent, all or nothing, and a trial run that changes nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { lookInto } from "../support/tables.ts";

const DESK = `
desk: { name: IT, address: it@desk.example, timeZone: Europe/Copenhagen }
mailboxes: [{ name: it, address: it@desk.example, team: it, imap: { host: 127.0.0.1, user: it } }]
smtp: { host: 127.0.0.1 }
teams: [{ name: it, members: [anna@desk.example] }]
agents: [{ address: anna@desk.example, name: Anna Holm }]
calendars: [{ name: office, hours: { mon-fri: "08:00-16:00" } }]
`;
const SOFIE = "sofie@uni.example";

let folder: string;
let env: Record<string, string>;
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-people-"));
  writeFileSync(join(folder, "desk.yaml"), DESK);
});
beforeEach(async () => {
  await database?.drop();
  database = await freshDatabase();
  env = {
    DESKPOST_CONFIG: join(folder, "desk.yaml"),
    DESKPOST_SECRET: "0123456789abcdef".repeat(4),
    DATABASE_URL: database.connectionString,
  };
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const load = async (text: string | Buffer, ...options: string[]) => {
  const file = join(folder, "people.csv");
  writeFileSync(file, text);
  return runCli(["people", "import", file, ...options], env);
};
const look = (text: string) => lookInto(database.connectionString, text);
const stored = () =>
  look(
    `select address, name, phone, office, user_name, department, organisation, person_id, language, language_stated, calendar,
      to_json(array(select alias from person_alias where person_alias.address = person.address order by alias)) as aliases
    from person where listed_at is not null order by address`,
  );

const HEAD = "Name;Mail;Aliases;Phone;Office;User name;Department;Organisation;Staff ID;Language;Calendar";

test("takes over every column, and the same file again changes nothing", async () => {
  const file = Buffer.from(
    `${HEAD}\r\nS\xf8fie Berg;${SOFIE};s.berg@uni.example, sofie@home.example;+45 1234;2.14;sofie;Physics;Uni;AU7;da-DK;office\r\nBo;bo@uni.example\r\n`,
    "latin1",
  );
  const first = await load(file, "--json");
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.json()).toMatchObject([
    { ok: true, dryRun: false, new: 2, changed: 0, unchanged: 0, faults: [] },
  ]);
  const people = await stored();
  expect(people[1]).toEqual({
    address: SOFIE,
    name: "Søfie Berg",
    phone: "+45 1234",
    office: "2.14",
    user_name: "sofie",
    department: "Physics",
    organisation: "Uni",
    person_id: "AU7",
    language: "da",
    language_stated: true,
    calendar: "office",
    aliases: ["s.berg@uni.example", "sofie@home.example"],
  });
  const before = await look("select xmin, * from person order by address");
  expect((await load(file)).out).toBe("0 new, 0 changed, 2 as before\n");
  expect(await look("select xmin, * from person order by address")).toEqual(before);
});

test("a trial run shows the difference and changes nothing", async () => {
  await load(`${HEAD}\nSofie;${SOFIE};sofie@home.example;1;2.14`);
  const before = await look("select * from person");
  const trial = await load(`${HEAD}\nSofie;${SOFIE};s@home.example;;3.01\nBo;bo@uni.example`, "--dry-run");
  expect(trial).toMatchObject({ code: 0, err: "" });
  expect(trial.out.split("\n")).toEqual([
    `~ ${SOFIE}  phone: 1 → nothing, office: 2.14 → 3.01, aliases: +s@home.example -sofie@home.example`,
    "+ bo@uni.example  name: Bo",
    "1 new, 1 changed, 0 as before (nothing is written: --dry-run)",
    "",
  ]);
  expect(await look("select * from person")).toEqual(before);
  expect(await look("select alias from person_alias")).toEqual([{ alias: "sofie@home.example" }]);
});

test("a file with faults changes nothing; each is told with its line", async () => {
  const result = await load("mail;language\na@uni.example;da\nnobody;da\nb@uni.example;??\n");
  expect(result).toMatchObject({ code: 1, out: "" });
  const file = join(folder, "people.csv");
  expect(result.err.split("\n")).toEqual([
    `${file}:3: address: "nobody" is no mail address such as sofie@uni.example`,
    `${file}:4: language: "??" is no language such as en, da or zh`,
    `✗ 2 faults in ${file}: nothing was changed; mend the file and import it again`,
    "",
  ]);
  expect(await look("select * from person")).toEqual([]);
  const asJson = await load('mail;name\na@uni.example;"Ann', "--json");
  expect(asJson.code).toBe(1);
  expect(asJson.json()).toMatchObject([
    { ok: false, new: 0, people: [], faults: [{ line: 2, message: "a quote opens here and never closes" }] },
  ]);
});

test("a marriage, a swap of aliases, a leaver's address given to somebody else", async () => {
  await load(
    "mail;name;aliases\nold@uni.example;Ann Old;ann@home.example\nbo@uni.example;Bo;info@uni.example b@home.example",
  );
  await load(
    "mail;name;aliases\nnew@uni.example;Ann New;old@uni.example info@uni.example\nb@home.example;Bo Junior;",
  );
  expect((await stored()).map(({ address, name, aliases }) => [address, name, aliases])).toEqual([
    ["b@home.example", "Bo Junior", []],
    ["bo@uni.example", "Bo", []],
    ["new@uni.example", "Ann New", ["info@uni.example", "old@uni.example"]],
  ]);
});

test("thousands at once; a file that is not there, and one too many columns, are said plainly", async () => {
  const many = Array.from({ length: 12_000 }, (_, at) => `P${at};p${at}@uni.example;q${at}@uni.example`);
  expect((await load(`name;mail;aliases\n${many.join("\n")}`)).out).toBe(
    "12000 new, 0 changed, 0 as before\n",
  );
  expect(await look("select count(*)::int from person_alias")).toEqual([{ count: 12_000 }]);
  const missing = await runCli(["people", "import", join(folder, "nothing.csv")], env);
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.err).toContain("cannot read");
});
