/** What Dutch people write is understood: answers, greetings, values of commands, quotes, and the sentence that is repeated. */
import { describe, expect, test } from "vitest";
import { parseDurationMinutes, parseWaitValue, parseWhen } from "../../src/domain/command-values.ts";
import { readAnswer } from "../../src/domain/confirm.ts";
import { greetingName } from "../../src/domain/greeting.ts";
import { detectLanguage } from "../../src/domain/language.ts";
import { isClosing, isGreeting, isValediction } from "../../src/domain/phrases.ts";
import { restate } from "../../src/domain/restate.ts";

const resolved = { hasAttachments: false, status: "resolved", names: ["Anna Holm"] } as const;
const closed = { ...resolved, status: "closed" } as const;

describe("an answer to a solution", () => {
  test.each([
    "Ja",
    "Ja, het werkt",
    "Ja, het werkt. Bedankt!",
    "Het werkt weer, bedankt!",
    "Hij doet het weer, dank je wel",
    "Dankjewel",
    "Dank u wel voor de snelle hulp",
    "Hartelijk dank voor jullie hulp!",
    "Heel erg bedankt Anna!",
    "Beste Anna,\n\nAlles werkt nu, bedankt.",
    "Het probleem is opgelost, bedankt voor de snelle reactie.",
    "Is opgelost",
    "Top, werkt perfect!",
    "Prima, de melding mag gesloten worden",
    "Jullie mogen de melding sluiten",
    "Bedankt en een fijne dag nog",
    "Nu werkt het goed",
    "Geen problemen meer",
    "Gelukt, dank",
    "Met vriendelijke groet, bedankt",
    "Het is goed",
    "Ik bevestig dat het werkt",
    "👍 bedankt",
    "MVG dank",
  ])("confirms: %j", (text) => {
    expect(readAnswer(text, resolved)).toMatchObject({ kind: "confirms" });
  });

  test.each([
    "Nee",
    "Nee, het werkt nog niet: ",
    "Het werkt niet",
    "Het werkt nog steeds niet",
    "Bedankt, maar het werkt niet",
    "Ja, maar traag",
    "Het werkt soms",
    "Het probleem is niet opgelost",
    "Alles is weg",
    "Werkt het nu",
    "Werkt het nu?",
    "Alvast bedankt",
    "Helaas",
    "Bijna goed",
    "Het werkt, alleen de scanner niet",
    "Bedankt, nu mijn muis nog",
    "Het lijkt te werken",
    "Weer kapot",
    "Geen verbinding",
    "Ik kan niet inloggen, bedankt",
    "Het deed het even",
    "Kunnen jullie bellen",
    "Voorlopig werkt het",
  ])("is trouble: %j", (text) => {
    expect(readAnswer(text, resolved)).toMatchObject({ kind: "trouble" });
  });

  test("says why in the codes that every language has", () => {
    expect(readAnswer("Het werkt niet", resolved).reason).toBe("negation: niet");
    expect(readAnswer("Bedankt, maar …", resolved).reason).toBe("contrast: maar");
    expect(readAnswer("Werkt het nu", resolved).reason).toBe("question: werkt het nu");
  });

  test.each([
    ["Cijfer: 4", 4],
    ["4 van de 5", 4],
    ["5 sterren", 5],
    ["Beoordeling: 5, bedankt!", 5],
  ])("rates: %j", (text, rating) => {
    expect(readAnswer(text, closed)).toMatchObject({ kind: "rates", rating });
  });
});

test.each([
  "Beste Anna,",
  "Geachte heer De Vries,",
  "Hoi,",
  "Goedemiddag,",
  "Goede morgen,",
  "Goedenavond,",
  "Goeiemorgen,",
  "Goedendag,",
  "L.S.,",
])("greets: %s", (line) => {
  expect(isGreeting(line)).toBe(true);
});

test.each(["Met vriendelijke groet,", "Vriendelijke groeten", "Groetjes, Piet", "Mvg", "Hoogachtend,"])(
  "takes leave: %s",
  (line) => {
    expect(isValediction(line)).toBe(true);
  },
);

test.each(["Alvast bedankt!", "Hartelijk dank", "Bij voorbaat dank", "Bedankt voor de hulp"])(
  "thanks and says no more: %s",
  (line) => {
    expect(isClosing(line)).toBe(true);
  },
);

test.each([
  ["Jan van der Berg", "j.vdberg@klant.example", "Jan"],
  ["Berg, Jan van der", "jvdb@klant.example", "Jan"],
  ["van der Berg, Jan", "jvdb@klant.example", "Jan"],
  ["Dhr. J. de Vries", "jdv@klant.example", null],
  ["Mevr. Anneke de Vries", "adv@klant.example", "Anneke"],
  ["de Vries", "info@klant.example", null],
  ["Afdeling Inkoop", "inkoop@klant.example", "Afdeling Inkoop"],
  ["Receptie", "balie@klant.example", "Receptie"],
  ["Anna Holm namens Inkoop", "ah@klant.example", "Anna"],
])("%s <%s> is greeted as %s", (name, address, expected) => {
  expect(greetingName(name, address, "nl")).toBe(expected);
});

test.each([
  [
    "Hoi,\n\nMijn naam is Piet. De printer op de tweede verdieping werkt niet meer.\n\nGroet, Piet",
    "De printer op de tweede verdieping werkt niet meer.",
  ],
  [
    "Goedemiddag,\n\nIk hoop dat alles goed gaat. Graag zou ik toegang krijgen tot de map Inkoop.\nAlvast bedankt!",
    "Graag zou ik toegang krijgen tot de map Inkoop.",
  ],
  [
    "Beste helpdesk, ik heb een vraag. Sinds vanochtend loopt Outlook steeds vast.",
    "Sinds vanochtend loopt Outlook steeds vast.",
  ],
  ["Mijn wachtwoord is Geheim123 en ik kan niet inloggen", null],
  [
    "Mijn wachtwoord is verlopen en ik kan niet inloggen",
    "Mijn wachtwoord is verlopen en ik kan niet inloggen",
  ],
])("of %j it repeats %j", (text, expected) => {
  expect(restate(text)).toBe(expected);
});

test("the words of its values", () => {
  expect(parseWaitValue("leverancier tot vrijdag")).toEqual({ for: "vendor", until: "vrijdag" });
  expect(parseWaitValue("op de melder")).toEqual({ for: "user", until: null });
  expect(parseDurationMinutes("1 uur en 30 minuten")).toBe(90);
  const now = new Date("2026-11-22T10:00:00Z");
  const when = (value: string) => parseWhen(value, now, "Europe/Amsterdam")?.toISOString();
  expect(when("vrijdag om 14 uur")).toBe("2026-11-27T13:00:00.000Z");
  expect(when("volgende maandag 14:30")).toBe("2026-11-23T13:30:00.000Z");
  expect(when("morgen")).toBe("2026-11-23T08:00:00.000Z");
  expect(when("over 2 weken")).toBe("2026-12-06T08:00:00.000Z");
  expect(when("3 dagen")).toBe("2026-11-25T08:00:00.000Z");
  expect(when("over 2 uur")).toBe("2026-11-22T12:00:00.000Z");
});

test.each([
  "Mijn printer doet het niet.",
  "Kunnen jullie mijn wachtwoord resetten?",
  "Ik kan niet inloggen op mijn laptop.",
  "Het werkt nog steeds niet",
  "Bedankt, het werkt weer. Fijn weekend!",
])("knows the language: %s", (text) => {
  expect(detectLanguage(text, ["en", "da", "nl", "es", "zh"])).toBe("nl");
});
