/** `closing.resolve: viaOwner`: the first line sees what the second line solved before the requester is asked (P15). */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { answerTo } from "../support/letters.ts";
import { lookInto } from "../support/tables.ts";
import { ANNA, type OutboxJson, SOFIE, startWorld, type World } from "./world.ts";

const NINA = "Nina Bech <nina@desk.example>";
const SOFIES = "sofie@uni.example";
const ANNAS = "anna@desk.example";
const NINAS = "nina@desk.example";

let world: World;
let databaseUrl: string;
let drop = async () => {};
beforeAll(async () => {
  const database = await freshDatabase();
  databaseUrl = database.connectionString;
  world = await startWorld({
    databaseUrl,
    overrides: {
      closing: { resolve: "viaOwner" },
      teams: [
        { name: "servicedesk", title: "Service Desk", members: [ANNAS] },
        { name: "network", title: "Network", members: [NINAS] },
      ],
      agents: [
        { address: ANNAS, name: "Anna Holm", language: "en" },
        { address: NINAS, name: "Nina Bech", language: "da" },
      ],
    },
  });
  drop = database.drop;
});
afterAll(async () => {
  await world.stop();
  await drop();
});

test("a solution goes to its owner, back, to its owner again, and then to the requester", async () => {
  await world.send({
    from: SOFIE,
    subject: "No network in room 12",
    text: "Hi,\n\nThe sockets in room 12 do not work since this morning.\n\nSofie",
  });
  await world.receive(SOFIES);
  const heard = await world.receive(ANNAS);
  await world.send(answerTo(heard, { from: ANNA, text: "#assign network" }));
  await world.receive(ANNAS);
  const given = await world.receive(NINAS);

  await world.send(
    answerTo(given, {
      from: NINA,
      text: "#resolve\n\nA port in cabinet 3 was burnt; I moved the room to another one.",
      attachments: [{ filename: "ports.txt", content: "room 12: port 14" }],
    }),
  );
  const asked = await world.receive(ANNAS);
  expect(asked.text).toContain("Nina Bech has solved this case.");
  expect(asked.text).toContain("A port in cabinet 3 was burnt");
  expect(asked.text).toContain("do not work since this morning");
  expect(asked.attachments.map((one) => one.name)).toContain("ports.txt");
  expect(asked.html).toMatch(/mailto:[^"]*%23resolve/);
  expect(asked.html).toMatch(/mailto:[^"]*%23reopen/);
  expect((await world.receive(NINAS)).text).toContain(
    "Brugeren får den, når sagens ejer har kontrolleret den.",
  );
  expect(await world.show(1)).toMatchObject({ status: "resolved", statusGroup: "ready", agent: NINAS });
  expect(await world.untaken(SOFIES)).toEqual([]);

  await world.send(answerTo(asked, { from: ANNA, text: "#reopen\n\nPlease label the port as well." }));
  const back = await world.receive(NINAS);
  expect(back.text).toContain("Anna Holm har set på din løsning");
  expect(back.text).toContain("Please label the port as well.");
  await world.receive(ANNAS);
  expect(await world.show(1)).toMatchObject({ status: "in_progress", reopenCount: 0, agent: NINAS });

  await world.send(
    answerTo(back, {
      from: NINA,
      text: "#løst\n\nThe room is on port 14 now, and labelled. Please try again.",
      attachments: [{ filename: "label.txt", content: "room 12: port 14" }],
    }),
  );
  const askedAgain = await world.receive(ANNAS);
  await world.receive(NINAS);

  // The days pass, and the owner says nothing.
  await lookInto(
    databaseUrl,
    "update clock set due_at = now(), woken_at = now() - interval '1 minute' where kind = 'check_reminder' and state = 'running'",
  );
  const reminded = await world.receive(ANNAS);
  expect(reminded.text).toContain("still waits for your check");
  expect(reminded.text).toContain("on port 14 now, and labelled");
  expect(await world.untaken(SOFIES)).toEqual([]);

  await world.send(answerTo(askedAgain, { from: ANNA, text: "#resolve\n\nKind regards\nAnna" }));
  const solution = await world.receive(SOFIES);
  expect(solution.text).toContain("The room is on port 14 now, and labelled.");
  expect(solution.text).toContain("Nina Bech");
  expect(solution.attachments.map((one) => one.name)).toEqual(["label.txt"]);
  expect(solution.text).toContain("Is it working now?");
  expect(solution.text).not.toMatch(/burnt|label the port/);
  expect((await world.receive(ANNAS)).text).toContain("Nina Bech's solution goes to the requester");
  const solved = await world.show(1);
  const clocks = solved.clocks.filter((one) => one.state === "running").map((one) => one.kind);
  expect(clocks.sort()).toEqual(["auto_close", "confirm_reminder"]);
  const said = solved.messages.filter((one) => one.author.address === NINAS);
  expect(said.map((one) => [one.direction, one.kind])).toEqual([
    ["in", "held"],
    ["out", "message"],
  ]);

  await world.send(answerTo(reminded, { from: ANNA, text: "#resolve" }));
  expect((await world.receive(ANNAS)).text).toContain("the requester has the solution already");
  await world.send(answerTo(solution, { from: SOFIE, text: "Yes, it works. Thank you!" }));
  await world.receive(SOFIES, (mail) => mail.text.includes("closed"));
  expect(await world.show(1)).toMatchObject({ status: "closed", closingCode: "confirmed" });
});

test("the requester's own mail ends the check, and owner and solver hear of it", async () => {
  await world.send({
    from: SOFIE,
    subject: "Slow wireless",
    text: "Hi,\n\nThe wireless is slow today.\n\nSofie",
  });
  const mine = (mail: { subject: string }) => mail.subject.includes("Slow wireless");
  const acknowledged = await world.receive(SOFIES, mine);
  const heard = await world.receive(ANNAS, mine);
  await world.send(answerTo(heard, { from: ANNA, text: "#assign nina" }));
  const given = await world.receive(NINAS, mine);
  await world.send(answerTo(given, { from: NINA, text: "#resolve\n\nRestarted the access point." }));
  const asked = await world.receive(
    ANNAS,
    (mail) => mine(mail) && mail.text.includes("has solved this case"),
  );
  await world.receive(NINAS, mine);

  await world.send(answerTo(acknowledged, { from: SOFIE, text: "It is slow in the canteen, too." }));
  const told = await world.receive(NINAS, mine);
  expect(told.text).toContain("canteen");
  const ended = await world.receive(ANNAS, (mail) => mine(mail) && mail.text.includes("canteen"));
  expect(ended.text).toContain("The requester wrote before the solution was checked");
  expect(await world.show(2)).toMatchObject({ status: "in_progress", reopenCount: 0 });

  await world.send(answerTo(asked, { from: ANNA, text: "#resolve" }));
  await world.receive(ANNAS, (mail) => mine(mail) && mail.text.includes("solution is missing"));
  const sent = await world.json<OutboxJson>("outbox", "list");
  expect(sent.filter((one) => one.notice === "solution" && one.caseNumber === 2)).toEqual([]);
  const why = await world.json<{ evidence: { code: string }[] }>("why", "2");
  const codes = why.flatMap((mail) => mail.evidence.map((one) => one.code));
  expect(codes).toEqual(expect.arrayContaining(["owner_asked", "check_ended"]));
});
