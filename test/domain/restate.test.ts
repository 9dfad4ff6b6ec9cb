import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lettersIn } from "../../src/domain/han.ts";
import { restate } from "../../src/domain/restate.ts";

describe("restate", () => {
  it.each([
    // English
    [
      "Hi,\n\nThe printer on the second floor is jammed.\n\nBest regards\nAnna",
      "The printer on the second floor is jammed.",
    ],
    ["Hi Anna, the printer on the second floor is jammed", "The printer on the second floor is jammed"],
    [
      "Dear IT team\nI hope you are well. I cannot log on to the payroll system.",
      "I cannot log on to the payroll system.",
    ],
    [
      "My name is Anna and I work in room 12. My screen stays black since this morning.\nThanks!",
      "My screen stays black since this morning.",
    ],
    [
      "I have a question.\nHow do I get access to the shared drive?",
      "How do I get access to the shared drive?",
    ],
    [
      "Good morning! My password has expired and I am locked out.",
      "My password has expired and I am locked out.",
    ],
    [
      "The scanner shows error 0x80070005 when I press start.",
      "The scanner shows error 0x80070005 when I press start.",
    ],
    [
      "- Outlook crashes when I open report.xlsx on 12.10.2026 14:30",
      "Outlook crashes when I open report.xlsx on 12.10.2026 14:30",
    ],
    [
      "Since the update of last night my computer restarts whenever I plug in\nthe second screen. Yesterday it was fine.",
      "Since the update of last night my computer restarts whenever I plug in the second screen.",
    ],
    ["The new projector has arrived in room 14", "The new projector has arrived in room 14"],
    // Danish
    [
      "Hej\nPrinteren på 2. sal virker ikke.\n\nMed venlig hilsen\nAnna Holm",
      "Printeren på 2. sal virker ikke.",
    ],
    ["Kære support, jeg kan ikke logge på min pc.", "Jeg kan ikke logge på min pc."],
    [
      "Hej Mette.\nJeg håber I har haft en god ferie. Vi mangler en skærm i lokale 114.",
      "Vi mangler en skærm i lokale 114.",
    ],
    [
      "Godmorgen\n\nMin adgangskode er udløbet, så jeg er låst ude.\nMvh Anna",
      "Min adgangskode er udløbet, så jeg er låst ude.",
    ],
    ["Ønsker adgang til f.eks. fællesdrevet.Haster lidt.", "Ønsker adgang til f.eks. fællesdrevet."],
    [
      "Jeg har et spørgsmål.\nHvordan bestiller jeg en ny mus?\nPå forhånd tak",
      "Hvordan bestiller jeg en ny mus?",
    ],
    // others
    [
      "Sehr geehrte Damen und Herren,\n\nmein Drucker druckt seit heute nichts mehr.",
      "Mein Drucker druckt seit heute nichts mehr.",
    ],
    [
      "您好，\n二楼会议室的打印机今天早上开始一直显示卡纸错误。",
      "二楼会议室的打印机今天早上开始一直显示卡纸错误。",
    ],
  ])("%j → %s", (text, expected) => {
    expect(restate(text)).toBe(expected);
  });

  it.each([
    ["The page https://evil.example/login?x=1 shows error 500.", "The page shows error 500."],
    [
      "Mail from <anna@customer.example> does not reach me, see www.evil.example",
      "Mail from does not reach me, see",
    ],
    ["I cannot open evil.example/claim and need help", "I cannot open and need help"],
    ["[cid:logo.png@01D] The lamp in the hall is broken.", "The lamp in the hall is broken."],
    ["Please open evil www.x.example .example today", "Please open evil .example today"],
    ["Please click <b>here</b> for the broken door", "Please click b here /b for the broken door"],
    ["The \u202edoor\u202c of the lab is bro\u200bken", "The door of the lab is broken"],
  ])("takes links, addresses and markup out of %j", (text, expected) => {
    expect(restate(text)).toBe(expected);
  });

  it.each([
    "My password is Sommer2026 and it does not work.",
    "password: hunter2 does not work any more",
    "The password hunter2 does not work here",
    "Adgangskode: hemmelig virker ikke",
    "Min kode er sommerferie og den virker ikke",
    "Din engangskode er 482913 og må ikke deles",
    "Your verification code is 482913, do not share it.",
    "Please call me on +45 12 34 56 78 today",
    "Ring til mig på 12345678 hvis I ikke kan",
    "Ring venligst på 12.34.56.78 i morgen",
    "My number is 010190-1234, please look me up",
    "The key AKIA2E0A8F3B244C9986 does not work",
    "Please use token: abc for it",
  ])("passes over %j", (secret) => {
    expect(restate(secret)).toBeNull();
    expect(restate(`${secret}\nThe printer in the hall is jammed.`)).toBe(
      "The printer in the hall is jammed.",
    );
  });

  it.each([
    [""],
    ["Hi"],
    ["Hej Mette,"],
    ["Thanks!"],
    ["Tak for hjælpen, det var rigtig pænt af jer."],
    ["Help"],
    ["> The printer is jammed on the second floor."],
    ["Hi,\n-- \nAnna Holm, Department of Physics"],
    ["Hi,\n\n\nBest regards\nAnna Holm from Physics"],
    ["https://evil.example/a-very-long-path"],
    ["123 456 !!! ??? --- ..."],
    ["Name: Anna Holm Jensen"],
  ])("finds nothing to repeat in %j", (text) => {
    expect(restate(text)).toBeNull();
  });

  it("never repeats what stands below the closing", () => {
    expect(restate("It is about the door.\n\nKind regards\nAnna\nI cannot promise anything in mails.")).toBe(
      "It is about the door.",
    );
  });

  it("cuts a long sentence at a word", () => {
    const restated = restate(`The printer does not print ${"and it blinks ".repeat(30)}.`);
    expect(restated).toMatch(/ (and|it|blinks)…$/);
    expect(restated?.length).toBeLessThanOrEqual(180);
    expect(restated?.length).toBeGreaterThan(165);
  });
});

describe("always", () => {
  const word = fc.constantFrom(
    "not",
    "https://evil.example/x",
    "a@b.example",
    "evil.example",
    "+4512345678",
    "printer",
    "Hi,",
    ".\n",
  );
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.array(fc.oneof(word, fc.string({ maxLength: 20 })), { maxLength: 60 }).map((words) => words.join(" ")),
  );

  it("one line of 15–180 letters that links nowhere, or nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const restated = restate(text);
        if (restated === null) return;
        expect(lettersIn(restated)).toBeGreaterThanOrEqual(15);
        expect(lettersIn(restated)).toBeLessThanOrEqual(180);
        expect(restated.isWellFormed()).toBe(true);
        expect(restated).not.toMatch(/[\p{Cc}\p{Cf}<>]|:\/\/|evil\.example|a@b|4512345678/u);
      }),
      { numRuns: 500 },
    );
  });

  it("hostile texts take no time", () => {
    const started = performance.now();
    for (const unit of ["a.", "1 ", "x", "password ", "<", "www.", "a@", "Hi ", "-- \n", "\n", "kode"])
      restate(unit.repeat(300_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
