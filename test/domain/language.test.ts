import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectLanguage } from "../../src/domain/language.ts";

const BOTH = ["en", "da"];

describe("detectLanguage", () => {
  it.each([
    "The printer on the second floor is jammed.",
    "I cannot log on to my computer.",
    "I forgot my password.",
    "Could you help me get access to the shared drive?",
    "Outlook does not start",
    "It still does not work",
    "Thanks, it works again now. Have a nice weekend!",
    "The network is down in the whole building since this morning.",
    "VPN error 809 from home, please help",
    "Please reset my password for https://login.customer.example/reset?user=anna",
    "Teams crashes when I share my screen. It says 0x80070005 ACCESS_DENIED.",
    "Hi,\n\nMy name is Søren Ærø from Aarhus. The beamer in room 114 is broken.\n\nBest regards\nSøren",
  ])("knows English: %s", (text) => {
    expect(detectLanguage(text, BOTH)).toBe("en");
  });

  it.each([
    "Printeren på 2. sal virker ikke.",
    "Jeg kan ikke logge på min pc.",
    "Min skærm er sort.",
    "Hej\nJeg har glemt min adgangskode.",
    "Kan I hjælpe mig med at få adgang til fællesdrevet?",
    "Vi mangler en ny mus og et tastatur til lokale 114.",
    "Outlook starter ikke",
    "Det virker stadig ikke",
    "Tak, nu virker det igen. God weekend!",
    "Netværket er nede i hele bygningen siden i morges.",
    "Wifi falder ud hele tiden i mødelokale 3.",
    'Jeg får fejlen "Access denied" når jeg åbner SharePoint.',
    "Kan du nulstille mit password?",
    "Hej support, jeg skal bruge Adobe Acrobat på min maskine. Mvh Peter",
    "Teams crasher når jeg deler skærm",
    "Dette er en meget laengere besked uden danske bogstaver, fordi mit tastatur ikke har dem.",
  ])("knows Danish: %s", (text) => {
    expect(detectLanguage(text, BOTH)).toBe("da");
  });

  it.each([
    ["La impresora no funciona desde esta mañana.", "es"],
    ["Mijn printer op de tweede verdieping werkt niet meer.", "nl"],
    ["打印机今天早上开始不能用了。", "zh-Hans"],
  ])("knows %s", (text, expected) => {
    expect(detectLanguage(text, ["en", "da", "nl", "es", "zh-Hans"])).toBe(expected);
  });

  it.each([
    ["French", "Bonjour, mon imprimante ne fonctionne plus depuis ce matin."],
    ["German", "Mein Drucker druckt seit heute Morgen nicht mehr, bitte helfen Sie mir."],
    ["Swedish", "Skrivaren på andra våningen fungerar inte sedan i morse, kan någon komma hit?"],
    ["Chinese", "打印机今天早上开始不能用了。"],
  ])("does not force %s into a language that the desk has", (_, text) => {
    expect(detectLanguage(text, BOTH)).toBeNull();
  });

  it.each([
    [""],
    ["ok"],
    ["Tak!"],
    ["Thanks"],
    ["1234567890 0987654321"],
    ["https://www.customer.example/a/long/path/here"],
  ])("cannot tell from %j", (text) => {
    expect(detectLanguage(text, BOTH)).toBeNull();
  });

  it("takes Norwegian for Danish only where the desk has no Norwegian", () => {
    const text = "Skriveren i andre etasje virker ikke, og jeg får ikke skrevet ut noe som helst.";
    expect(detectLanguage(text, ["en", "da", "nb"])).toBe("nb");
  });
});

describe("always", () => {
  it("answers one of the allowed languages, or none", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.subarray(["en", "da", "zh-Hans", "xx"]),
        (text, allowed) => {
          const language = detectLanguage(text, allowed);
          if (language !== null) expect(allowed).toContain(language);
        },
      ),
    );
  });

  it("hostile lengths take no time", () => {
    const started = performance.now();
    for (const unit of ["a", "a ", "'", "@", "。", "1"]) detectLanguage(unit.repeat(1_000_000), BOTH);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
