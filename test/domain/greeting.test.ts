import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greetingName } from "../../src/domain/greeting.ts";

describe("greetingName", () => {
  it.each([
    // plain names, and names turned round
    ["Anna Holm", "anna.holm@customer.example", "Anna"],
    ["Holm, Anna", "aho@customer.example", "Anna"],
    ["Holm Jensen, Anna Marie", "ahj@customer.example", "Anna"],
    ['"Holm, Anna"', "aho@customer.example", "Anna"],
    ["'Anna Holm'", "aho@customer.example", "Anna"],
    ["HOLM Anna", "aho@customer.example", "Anna"],
    ["Holm Anna", "anna.holm@customer.example", "Anna"],
    ["Anna", "anna@customer.example", "Anna"],
    // spelling
    ["ANNA HOLM", "aho@customer.example", "Anna"],
    ["ANNE-MARIE HOLM", "amh@customer.example", "Anne-Marie"],
    ["søren ærø", "s@customer.example", "Søren"],
    ["McCarthy Jones", "x@customer.example", "McCarthy"],
    ["Seán O’Brien", "x@customer.example", "Seán"],
    ["王小明", "wang@customer.example", "王小明"],
    // titles and remarks
    ["Dr. Anna Holm", "aho@customer.example", "Anna"],
    ["Anna Holm, IT", "aho@customer.example", "Anna"],
    ["Anna Holm - IT Support", "aho@customer.example", "Anna"],
    ["Anna Holm (Physics)", "aho@customer.example", "Anna"],
    ["Anna Holm via Planner", "aho@customer.example", "Anna"],
    ["J. Robert Olsen", "jro@customer.example", "Robert"],
    // shared mailboxes and machines
    ["IT Support", "it@customer.example", "IT Support"],
    ["Scanner", "scan3@customer.example", "Scanner"],
    ["Scanner 2. sal", "scan3@customer.example", "Scanner 2. sal"],
    ["HR", "hr@customer.example", "HR"],
    ["Servicedesk Aarhus", "sd@customer.example", "Servicedesk Aarhus"],
    // nothing to call them by
    [null, "anna@customer.example", null],
    ["", "anna@customer.example", null],
    ["anna.holm@customer.example", "anna.holm@customer.example", null],
    ["anna.holm", "anna.holm@customer.example", null],
    ["aholm42", "aholm42@customer.example", null],
    ["A. Holm", "aho@customer.example", null],
    ["Dr. Holm", "aho@customer.example", null],
    ["Win a prize at evil.example/x", "x@customer.example", null],
    ["www.evil.example", "x@customer.example", null],
    ["evil.example", "x@customer.example", null],
    ["12345", "x@customer.example", null],
  ])("%s <%s> is greeted as %s", (name, address, expected) => {
    expect(greetingName(name, address, "en")).toBe(expected);
  });

  it("folds capitals by the language", () => {
    expect(greetingName("İPEK YILMAZ", "iy@customer.example", "tr")).toBe("İpek");
  });
});

describe("always", () => {
  it("greets by a short single line without markup, or not at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.emailAddress(), (name, address) => {
        const greeted = greetingName(name, address, "da");
        if (greeted !== null) expect(greeted).toMatch(/^[^\p{C}\n<>@]{1,80}$/u);
      }),
    );
  });
});
