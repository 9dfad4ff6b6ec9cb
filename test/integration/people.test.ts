/** The directory at work: imported from a file, shown to agents, and knowing whose mail it is that comes from another address. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { ANNA, SOFIE, startWorld, type World } from "./world.ts";

const HOME = "Sofie (private) <sofie@home.example>";
const ERIK = "Erik <erik@uni.example>";

let world: World;
let folder: string;
let drop = async () => {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "deskpost-directory-"));
  const database = await freshDatabase();
  drop = database.drop;
  world = await startWorld({ databaseUrl: database.connectionString });
  const file = join(folder, "people.csv");
  writeFileSync(
    file,
    [
      "name;mail;aliases;phone;office;user name;department;organisation;staff id;language",
      "Sofie Berg;sofie@uni.example;sofie@home.example;+45 8715 0000;2.14;sofieb;Physics;Uni;AU123;en",
      "Erik Dahl;erik@uni.example;;+45 8715 1111;3.01;erikd;Physics;Uni;AU456;en",
    ].join("\n"),
  );
  expect(await world.json("people", "import", file)).toMatchObject([{ ok: true, new: 2 }]);
});
afterAll(async () => {
  await world.stop();
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

test("mail from an alias is the person's, who is answered where they wrote from", async () => {
  await world.send({
    from: HOME,
    subject: "Locked out",
    text: "Hi,\n\nMy work account does not let me in.\n\nSofie",
  });
  const acknowledged = await world.receive("sofie@home.example");
  expect(acknowledged.text).toContain("Hi Sofie");
  const told = await world.receive("anna@desk.example");
  for (const fact of ["Sofie Berg", "+45 8715 0000", "2.14", "sofieb", "Physics", "Uni", "AU123"]) {
    expect(told.text).toContain(fact);
  }
  expect((await world.show(1)).requester).toMatchObject({
    address: "sofie@uni.example",
    name: "Sofie Berg",
    phone: "+45 8715 0000",
    office: "2.14",
    userName: "sofieb",
    department: "Physics",
    organisation: "Uni",
    personId: "AU123",
    writesFrom: "sofie@home.example",
  });

  await world.send(answerTo(told, { from: ANNA, text: "#resolve\n\nYour account is open again." }));
  const solved = await world.receive("sofie@home.example");
  await world.receive("anna@desk.example");
  // Back at work, she answers from there.
  await world.send(answerTo(solved, { from: SOFIE, text: "No, it still does not let me in." }));
  await world.receive("sofie@uni.example", (mail) => mail.text.includes("open again"));
  const back = await world.receive("anna@desk.example");
  expect(await world.show(1)).toMatchObject({ status: "in_progress", requester: { writesFrom: null } });
  await world.send(
    answerTo(back, { from: ANNA, text: "#resolve\n\nNow it does: the password had expired." }),
  );
  const again = await world.receive("sofie@uni.example");
  await world.receive("anna@desk.example");
  // The token was made for her address at work; it is hers at home as well.
  await world.send(answerTo(again, { from: HOME, text: "Yes, it works. Thank you!" }));
  await world.receive("anna@desk.example");
  expect(await world.show(1)).toMatchObject({ status: "closed", closingCode: "confirmed" });
});

test("whoever writes in for somebody else stays known beside them", async () => {
  await world.send({
    from: ERIK,
    subject: "Sofie's screen",
    text: "Hello,\n\nSofie's screen flickers.\n\nErik",
  });
  const told = await world.receive("anna@desk.example", (mail) => mail.subject.includes("screen"));
  await world.send(answerTo(told, { from: ANNA, text: "#requester sofie@home.example\n#show" }));
  const receipt = await world.receive("anna@desk.example");
  expect(receipt.text).toMatch(/Who\s+Sofie Berg[\s\S]*Reported by\s+Erik Dahl[\s\S]*\+45 8715 1111/);
  expect(await world.show(2)).toMatchObject({
    requester: { address: "sofie@uni.example", name: "Sofie Berg" },
    reporter: {
      address: "erik@uni.example",
      name: "Erik Dahl",
      phone: "+45 8715 1111",
      department: "Physics",
    },
  });
});
