/** How signatures begin and what they hold; and what people write that only looks like it. */
import { describe, expect, it } from "vitest";
import {
  isAfterthought,
  isContactLine,
  isDashedName,
  isDrawnLine,
  isLeaveTaking,
  isListFooter,
  isMobileSignature,
  isNameLine,
  isNameOf,
  isSignatureDelimiter,
  isWrittenBelow,
} from "../../src/domain/signature-marks.ts";

/** Each line with whether it is one. */
function table(is: (line: string) => boolean, yes: string[], no: string[]): void {
  it.each([...yes.map((line) => [line, true] as const), ...no.map((line) => [line, false] as const)])(
    "%j: %s",
    (line, expected) => {
      expect(is(line)).toBe(expected);
    },
  );
}

describe("a delimiter", () => {
  table(isSignatureDelimiter, ["-- ", "--", "—", "– "], ["-", "---", " --", "–", "", "-- Anna"]);
});

describe("a telephone's own line", () => {
  table(
    isMobileSignature,
    [
      "Sent from my iPhone",
      "(sent from a phone)",
      "<<sent by galaxy>>",
      "Sent from my cell, please excuse any typos.",
      "Sent from my phone. Sorry for typos",
      "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
      "  Sent from my iPhone",
      "*Sent from my iPhone*",
      "Sendt fra min iPhone",
      "Get Outlook for iOS<https://aka.ms/o0ukef, or later>",
      "Get Outlook for Android (https://aka.ms/AAb9ysg; free)",
      "Get Outlook for Android [https://aka.ms/AAb9ysg, free]",
      "Get Outlook for Android https://aka.ms/AAb9ysg?a,b;c",
      "Get Outlook for Android http://aka.ms/AAb9ysg?a,b;c",
      `Sent from my ${"x".repeat(47)}`,
      `Get Outlook for <${"x".repeat(282)}>`,
    ],
    [
      "Sent from my desk, it is much easier",
      "Sent from my phone; please call",
      "Sent from my phone?",
      "From my phone",
      "Sent with the old form, sorry for the double post",
      "Sent from my room, please excuse me, to the printer on the second floor of the building",
      "It was sent from my iPhone",
      "",
      `Sent from my ${"x".repeat(48)}`,
      `Get Outlook for <${"x".repeat(283)}>`,
    ],
  );
});

describe("a farewell", () => {
  table(
    isLeaveTaking,
    [
      "Best regards,",
      "  Best regards  ",
      "Venlig hilsen / Best regards",
      "Venlig hilsen | Best regards",
      `Kind regards, ${"Anna ".repeat(1)}`,
    ],
    ["", "   ", "The printer / Best regards", "Best regards / The printer is broken", "The printer"],
  );
});

describe("what a person wrote below a signature", () => {
  table(
    isWrittenBelow,
    ["PS: more", "P.S. more", "p. s. more", "NB more", "N.B.: more", "n. b. more", "#close", "PS"],
    ["PSU broken", "NBA", "call #close", "# close", "#1042", ""],
  );
});

describe("what came to its writer's mind below a signature", () => {
  table(
    isAfterthought,
    [
      "Edit: it works again",
      "Nachtrag: das Kabel war lose",
      "补充：打印机好了",
      "Also, the scanner is broken.",
      "By the way the scanner is broken.",
      "I just noticed that the cable was loose.",
      "I have also tried the other one.",
      "Übrigens geht auch der Scanner nicht.",
      "Ich habe gerade gesehen, dass es geht.",
      "Jeg glemte at skrive etagen.",
      "Jag glömde våningen.",
      "Ik zag net dat de kabel los zat.",
      "J’ai oublié de préciser l'étage.",
      "Por cierto, el escáner tampoco va.",
      "对了，扫描仪也坏了。",
      "Could you also look at my screen? It stays black.",
      "  Kannst du dir auch den Bildschirm ansehen?",
      "Kan du også se på skærmen?",
      "Pouvez-vous regarder l'écran ?",
      "Peux-tu regarder l'écran ?",
      "¿Podría mirar la pantalla?",
      "¿Podrías mirar la pantalla?",
      "¿Puede mirar la pantalla?",
      "¿Puedes mirar la pantalla?",
      "But what happens if I keep typing?",
      "Und was mache ich mit dem Toner?",
    ],
    [
      "",
      "Edit",
      "Also available in black",
      "Oh well",
      "Updates: twice a year",
      "I work in Building 4",
      "Could you use less paper.",
      "Can you see www.desk.example? It says more.",
      "Could you call +45 12 34 56 78? Thanks.",
      "Questions? Ask the front desk.",
      "Toucan you trust? Our parrots, too?",
      "Need help?",
      "Anna Holm, IT",
      "This mail is confidential. Are you its recipient?",
      `${"x".repeat(500)} Could you look at it?`,
    ],
  );
});

describe("the writer's own name", () => {
  it.each([
    ["Anna", "Anna Holm", true],
    ["Anna Holm", "Anna Holm", true],
    ["ANNA", "Anna Holm", true],
    ["/Anna", "Anna Holm", true],
    ["~ Anna.", "Anna Holm", true],
    ["-- Anna!!", "Anna Holm", true],
    ["Holm", "Holm,  Anna", true],
    ["Anna", "Holm, Anna", true],
    ["Jean Luc Marie Petit Roy", "Jean Luc Marie Petit Roy", true],
    ["Petit", "Jean Marie Luc Petit", true],
    ["Petit", "Jean Luc Marie Petit Roy", false],
    ["A", "A Holm", false],
    ["Mike", "Anna Holm", false],
    ["Anna came", "Anna Holm", false],
    ["", "", false],
    ["", "Anna  Holm", false],
    [`Anna${" ".repeat(80)}Holm`, "Anna", true],
  ])("%j of %j: %s", (line, writer, expected) => {
    expect(isNameOf(line, writer)).toBe(expected);
  });
});

describe("a name behind a dash", () => {
  table(
    isDashedName,
    [
      "-Anna",
      "– Anna Holm",
      "~Anna",
      "/Anna",
      "*Anna B. Holm",
      " -Anna ",
      "-Zoe\u0308 Holm",
      `-A${"n".repeat(30)}`,
    ],
    [
      "Anna",
      "-anna",
      "- and Anna",
      "see -Anna",
      "-Anna said",
      "-Anna Bea Cia Dea Eva",
      `-A${"n".repeat(31)}`,
      `-A ${" ".repeat(90)}`,
      "",
    ],
  );
});

describe("a name alone", () => {
  table(
    isNameLine,
    [
      "Anna Holm",
      " Anna Holm ",
      "Dr. Anna Holm",
      "dr Anna Holm",
      "prof. dr. Anna B. Holm",
      "Anna Holm, PhD",
      "Anna Holm (she/her)",
      "Anna Holm, head of IT",
      "Zoe\u0308 O'Brien-Holm",
      "Ö",
    ],
    [
      "anna holm",
      "12 Anna",
      "Anna Holm 12",
      "the printer",
      "Anna Holm: the printer of the second floor is broken",
      "is Anna",
      `Anna${" ".repeat(90)}`,
      "",
    ],
  );
});

describe("contact details", () => {
  table(
    isContactLine,
    [
      "Tel. +45 12 34 56 78",
      "12345678",
      "(012) 345-678",
      "  anna@desk.example",
      "E: anna@desk.example",
      "a@x.dk b@y.dk",
      "www.desk.example",
      "http://desk.example/anna",
      "https://desk.example/anna",
      "WWW.DESK.EXAMPLE",
      "on the go",
      "  Mobile",
      "mobil",
      "via iPhone",
      "one two three 12345678",
      "I a 12345678 b c d e f",
      `${"x".repeat(64)}@desk.example`,
      `www.${"x".repeat(156)}`,
    ],
    [
      "one two three four 12345678",
      "Room 14",
      "AB1234567890",
      "123456789012345678901234567",
      "Anna Holm",
      "",
      "@desk.example",
      "see www",
      "mobile phones",
      "my mobile",
      `www.${"x".repeat(157)}`,
    ],
  );
});

describe("a list's footer", () => {
  table(
    isListFooter,
    [
      "IT mailing list",
      "To unsubscribe from this group",
      "https://x.example/list/it",
      "https://x.example/lists/it",
      `unsubscribe${" ".repeat(389)}`,
    ],
    ["a list of things", "", `unsubscribe${" ".repeat(390)}`],
  );
});

describe("a drawn line", () => {
  table(
    isDrawnLine,
    ["---", "____", "  ===  ", "***", "~~~", "##########", "––", "——", "-".repeat(300)],
    ["--", "–", "x---", "---x", "--- x", "", "-".repeat(301)],
  );
});
