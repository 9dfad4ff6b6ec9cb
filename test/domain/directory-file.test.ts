/** What a directory file says, and what is wrong with it: every fault at once, by line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDirectory } from "../../src/domain/directory-file.ts";
import { ANNA, aDesk } from "../support/facts.ts";

const desk = aDesk({
  teams: [{ name: "servicedesk", members: [ANNA], address: "team@desk.example" }],
  agents: [{ address: ANNA, name: "Anna Holm", aliases: ["anna.holm@desk.example"] }],
});
const read = (head: string, ...rows: string[]) =>
  readDirectory(
    [head, ...rows].map((line, at) => ({ line: at + 1, cells: line.split(";") })),
    desk,
  );
const faultsOf = (head: string, ...rows: string[]) =>
  read(head, ...rows).faults.map(({ line, column, message }) => `${line} ${column ?? "–"}: ${message}`);

describe("headings", () => {
  test.each([
    ["Name;Mail;Telephone;Room;Login;Dept;Company;Staff ID"],
    ["Navn;E-mailadresse;Telefonnummer;Lokale;Brugernavn;Afdeling;Virksomhed;Medarbejdernummer"],
    ["Naam;E-mailadres;Telefoon;Kamer;Gebruikersnaam;Afdeling;Organisatie;Personeelsnummer"],
    ["Nombre;Correo electrónico;Teléfono;Despacho;Usuario;Departamento;Organización;Número de empleado"],
    ["姓名;电子邮件;电话;办公室;用户名;部门;单位;工号"],
    ["NAME;address;PHONE;office;user_name;department;organization;person-id"],
  ])("%s", (head) => {
    const { entries, faults, remarks } = read(
      head,
      "Sofie Berg;Sofie@Uni.example;+45 1234;2.14;sofie;Physics;Uni;AU7",
    );
    expect({ faults, remarks }).toEqual({ faults: [], remarks: [] });
    expect(entries).toEqual([
      {
        line: 2,
        address: "sofie@uni.example",
        aliases: null,
        fields: {
          name: "Sofie Berg",
          phone: "+45 1234",
          office: "2.14",
          userName: "sofie",
          department: "Physics",
          organisation: "Uni",
          personId: "AU7",
        },
      },
    ]);
  });

  test("one that means nothing to the desk is left out, and the operator is told", () => {
    const { entries, remarks } = read("address;shoe size", "a@uni.example;44");
    expect(entries[0]?.fields).toEqual({});
    expect(remarks[0]?.message).toContain('column "shoe size" is left out: the columns are address');
  });

  test("without an address nothing can be read; two of one meaning are one too many", () => {
    expect(faultsOf("name;phone", "Sofie;1")).toEqual([
      expect.stringContaining("1 address: no column is the address: the columns are address, aliases, name"),
    ]);
    expect(faultsOf("mail;phone;mobile", "a@uni.example;1;2")).toEqual([
      '1 phone: two columns are the phone: "mobile" is the second',
    ]);
    expect(readDirectory([], desk).faults[0]?.message).toContain("the file is empty");
  });
});

describe("rows", () => {
  test("every fault of a file is told, each with its line", () => {
    expect(
      faultsOf(
        "address;aliases;language;calendar;phone",
        "sofie(at)uni.example;;;;",
        ";;;;1",
        "a@uni.example;no-address b@uni.example;english please;moon;4,51234E+10",
        "helpdesk@desk.example;;;;",
        "team@desk.example;;;;",
        `b@uni.example;anna.holm@desk.example;;;${"1".repeat(201)}`,
        "c@uni.example;A@uni.example;da;office;1",
        "C@UNI.example;x@home.example;da-DK;office;1",
        "d@uni.example;x@home.example;;;1;oops",
        "e@uni.example;x@home.example;;;1;",
      ),
    ).toEqual([
      '2 address: "sofie(at)uni.example" is no mail address such as sofie@uni.example',
      "3 address: is empty; it is the mail address that the person is known by",
      '4 phone: "4,51234E+10" was a number to the spreadsheet: format the column as text',
      '4 language: "english please" is no language such as en, da or zh',
      '4 calendar: no calendar is called "moon": desk.yaml has office',
      '4 aliases: "no-address" is no mail address such as sofie@uni.example',
      "4 aliases: b@uni.example is the address of the person on line 7",
      "5 address: helpdesk@desk.example is the desk's own, by desk.yaml, and nobody's",
      "6 address: team@desk.example is the desk's own, by desk.yaml, and nobody's",
      "7 phone: has more than 200 characters",
      "7 aliases: anna.holm@desk.example is an address of the agent Anna Holm, by desk.yaml",
      "8 aliases: a@uni.example is the address of the person on line 4",
      "9 address: c@uni.example stands on line 8 as well",
      "10 –: 6 cells under 5 columns: a separator within a cell needs quotes around it",
      "11 aliases: x@home.example is an alias on line 9 as well",
    ]);
  });

  test("aliases are separated by anything; the person's own address is none", () => {
    const { entries, faults } = read(
      "mail;aliases",
      "a@uni.example;SMTP:A@uni.example smtp:b@uni.example, c@uni.example|d@uni.example",
    );
    expect(faults).toEqual([]);
    expect(entries[0]?.aliases).toEqual(["b@uni.example", "c@uni.example", "d@uni.example"]);
  });

  test("an agent's further addresses command nothing, and the operator is told so", () => {
    const { entries, remarks } = read("mail;aliases", `${ANNA};anna.holm@desk.example anna@home.example`);
    expect(entries[0]?.aliases).toEqual(["anna@home.example"]);
    expect(remarks[0]?.message).toContain("commands count only from the addresses that desk.yaml lists");
  });

  test("languages come as tags, blank rows as nothing, control characters not at all", () => {
    const { entries, faults } = read(
      "mail;language;name",
      "a@uni.example;zh_Hans-CN;An\u202ena\u0007  Li",
      ";;",
      "b@uni.example;DA;",
    );
    expect(faults).toEqual([]);
    expect(entries.map(({ fields }) => fields)).toEqual([
      { language: "zh", name: "Anna Li" },
      { language: "da", name: null },
    ]);
  });
});

describe("always", () => {
  test("whatever stands in the cells: an entry or a fault a row, and every entry has an address of its own", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a@uni.example", "b@uni.example", ANNA, "", " "),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 4 }), { maxLength: 8 }), (cells) => {
        const rows = [["mail", "aliases", "language"], ...cells].map((one, at) => ({
          line: at + 1,
          cells: one,
        }));
        const { entries, faults } = readDirectory(rows, desk);
        for (const { line, cells: row } of rows.slice(1)) {
          const isBlank = row.every((one) => one.trim() === "");
          const isTold = entries.some((one) => one.line === line) || faults.some((one) => one.line === line);
          expect(isTold).toBe(!isBlank);
        }
        if (faults.length === 0) {
          const all = entries.flatMap(({ address, aliases }) => [address, ...(aliases ?? [])]);
          expect(new Set(all).size).toBe(all.length);
        }
      }),
    );
  });
});
