import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerFacts, readAnswer } from "../../src/domain/confirm.ts";

const resolved: AnswerFacts = { hasAttachments: false, status: "resolved", names: ["Anna Holm"] };
const closed: AnswerFacts = { ...resolved, status: "closed" };
const answer = (text: string) => readAnswer(text, resolved);

const CONFIRMS_EN = [
  "yes it works, thank you",
  "Yes",
  "Yes!",
  "yes.",
  "Yep, works",
  "Yes it does",
  "Yes, it is",
  "ok",
  "OK, thanks",
  "Okay!",
  "👍",
  "👍🏽👍🏽",
  "Thanks 👍",
  "Thanks👍",
  "Thanks :-)",
  "Thanks! ❤️",
  "🙏",
  "Thank you",
  "Thank you!!!",
  "Thanks a lot",
  "Thanks so much for your help!",
  "Many thanks for the quick help",
  "Thank you for your quick response.",
  "Thanks Anna!",
  "Hi Anna,\n\nThanks, it works.",
  "Hi Anna, yes, works great now. Thank you very much",
  "It works",
  "It works now.",
  "It's working now, thanks!",
  "It’s working again",
  "It works now. Thanks for the quick help",
  "Works perfectly now!",
  "Works like a charm",
  "Working fine now, thank you",
  "Everything works again, thanks",
  "No problem, it works",
  "No problems, works fine",
  "No more problems, thanks",
  "All good",
  "All good now, cheers",
  "Perfect",
  "Perfect, thanks!",
  "Great, thank you so much!",
  "Excellent service, thank you",
  "That fixed it, thanks",
  "That did the trick!",
  "The issue is solved",
  "The problem has been fixed, thank you",
  "Solved, thanks",
  "Resolved",
  "I can confirm it works",
  "Confirmed",
  "Up and running again",
  "Yes, please close the ticket",
  "Thanks, you can close it",
  "Thanks again. Have a nice weekend!",
  "Thank you. Best regards",
  "ＹＥＳ",
  "Super, thanks",
  "Thank you Anna, much appreciated",
  "Looks good to us, thanks for your time",
  "It was fixed. I am satisfied with the solution",
];

const TROUBLE_EN = [
  "Yes, still broken",
  "Thanks, trying tomorrow",
  "Thanks! Also my mouse",
  "Yes?",
  "Yes it works?",
  "Is it working now",
  "Thanks, is it fixed now",
  "does it work",
  "No",
  "no thanks",
  "Nope",
  "not working",
  "Not yet, thanks",
  "It does not work",
  "It doesn't work",
  "It doesn’t work, thanks",
  "Doesn't work",
  "Still not working",
  "Thanks, but it is still broken",
  "Works, but slowly",
  "Great, however the printer is gone",
  "Works now and then",
  "It works sometimes",
  "It works for now",
  "Works so far",
  "It worked yesterday",
  "It worked until noon",
  "Thanks, will try",
  "Thanks in advance",
  "Thanks, can you help me again",
  "Thank you, please call me",
  "I think so",
  "I hope so",
  "It seems to work",
  "Yes please",
  "Yes and no",
  "ok, when",
  "OK I will test it",
  "Almost",
  "Maybe",
  "Good morning Anna",
  "Good morning",
  "Hi all",
  "Hello",
  "Have a nice day",
  "Best regards",
  "Is now",
  "No problem",
  "👎",
  "Thanks 👎",
  "Thanks :(",
  "🙂",
  "Thanks Bob",
  "Thanks for nothing",
  "oh well, thanks",
  "Great, now this too",
  "the problem is here again, thanks",
  "Thanks, the problem is back",
  "Yes, see https://desk.example/x",
  "Same problem again",
  "It is the same",
  "Please reopen",
  "thanks thanks thanks thanks thanks thanks thanks thanks thanks thanks thanks thanks thanks",
  "",
  "  \n\u200b",
  "...",
  "1",
  "3",
  "2 stars",
  "0",
  "6",
  "4.5",
];

const CONFIRMS_DA = [
  "Tak!",
  "tak",
  "Mange tak",
  "Tusind tak for hjælpen",
  "1000 tak!",
  "Tak for den hurtige hjælp!",
  "Tak for hurtig respons",
  "Tak skal du have",
  "Mange tak for jeres hurtige svar",
  "Ja",
  "Ja!",
  "Ja tak",
  "Ja, det virker",
  "ja det gør det",
  "Jo, tak",
  "Jep, virker fint",
  "Det virker",
  "Det virker nu",
  "Det virker nu, mange tak",
  "Nu virker det igen",
  "Nu virker det. Tak for hjælpen, Anna",
  "Så virker det, tak",
  "Det virker perfekt!",
  "Virker som det skal",
  "Det fungerer nu",
  "Det kører igen, tusind tak",
  "Det kører bare",
  "Alt virker igen",
  "Alt er i orden",
  "Det er i orden, tak",
  "Alt godt",
  "Super",
  "Super, tak!",
  "Perfekt, tak for hjælpen 😊",
  "Fint",
  "Fedt, mange tak",
  "Fantastisk service, mange tak",
  "Dejligt, tak",
  "Det er løst",
  "Problemet er løst",
  "Problemet er løst, tak",
  "Fejlen er væk",
  "Det hjalp, tak",
  "Det løste problemet",
  "Ingen problemer, det virker",
  "Intet problem, det virker",
  "Hej Anna\n\nDet virker nu. Tak.",
  "Kære Anna, tak for hjælpen. Venlig hilsen",
  "Tak. Ha' en god weekend!",
  "Tak og rigtig god weekend",
  "I er de bedste, tak!",
  "Bare luk sagen, tak",
  "I må gerne lukke sagen",
  "Sagen kan lukkes, tak",
  "Jeg kan bekræfte at det virker",
  "Bekræftet",
  "Loest, tak",
  "ok tak",
  "TAK FOR HJÆLPEN",
  "Tak, godt arbejde",
  "Thanks, det virker",
  "Det har løst problemet, jeg er tilfreds",
  "Kanon, takker mange gange",
  "Tak 👍 mvh Anna",
];

const TROUBLE_DA = [
  "Tak, men…",
  "Tak, men det virker ikke",
  "Nej",
  "Nej tak",
  "nej desværre",
  "virker ikke",
  "Det virker ikke",
  "Det virker stadig ikke",
  "Det virker heller ikke nu, tak",
  "Ja, stadig i stykker",
  "Det virker kun på kontoret",
  "Det virker delvist",
  "Det virker næsten, tak",
  "Det virkede i går",
  "Det virker?",
  "Virker det nu",
  "Tak, virker det nu",
  "Er det løst",
  "Tak, jeg prøver i morgen",
  "Tak, prøver senere",
  "På forhånd tak",
  "Tak! Også min mus",
  "Tak, hvornår kommer I",
  "Tak, kan I hjælpe igen",
  "Den er her igen, tak",
  "Problemet er der igen",
  "Samme problem igen",
  "Problemet er tilbage, tak",
  "Det håber jeg",
  "Det tror jeg",
  "Måske",
  "Ja og nej",
  "Ja, dog langsomt",
  "Super, men langsomt",
  "Tak alligevel",
  "Ikke endnu",
  "Ikke længere",
  "Aldrig",
  "Hej Anna",
  "God morgen",
  "Venlig hilsen",
  "Ha en god dag",
  "Intet problem",
  "Det er det samme",
  "Den er væk",
  "Det er",
  "Ring til mig",
  "Tak, ring venligst",
  "Genåbn sagen",
  "Tak Bo",
  "Ja, se vedhæftede",
  "Der er stadig fejl",
  "Ingen forandring",
  "Ingenting virker",
  "Intet virker",
  "Alt virker, bortset fra printeren",
  "Tak for sidst, ny printer ønskes",
  "mon det virker nu",
  "Tak 👎",
  "for hurtig hjælp",
  "Karakter: 2",
];

describe("an answer to a solution", () => {
  it.each([...CONFIRMS_EN, ...CONFIRMS_DA])("confirms: %j", (text) => {
    expect(answer(text)).toMatchObject({ kind: "confirms", rating: null });
  });

  it.each([...TROUBLE_EN, ...TROUBLE_DA])("is trouble: %j", (text) => {
    expect(answer(text)).toMatchObject({ kind: "trouble", rating: null });
  });

  it.each([
    ["4", 4],
    ["5!", 5],
    ["5/5", 5],
    ["5 - thanks", 5],
    ["Virker nu, tak. 5", 5],
    ["⭐⭐⭐⭐⭐", 5],
  ])("confirms and rates when it is all praise: %s", (text, rating) => {
    expect(answer(text)).toMatchObject({ kind: "confirms", rating });
  });

  it("never confirms beside an attachment", () => {
    expect(readAnswer("Thanks!", { ...resolved, hasAttachments: true })).toMatchObject({ kind: "trouble" });
  });

  it.each([
    ["Yes, still broken", "contrast: still"],
    ["Det virker ikke", "negation: ikke"],
    ["Tak, men…", "contrast: men"],
    ["Thanks! Also my mouse", "contrast: also"],
    ["Thanks, trying tomorrow", "other_words: trying"],
    ["Yes?", "question_mark"],
    ["Virker det nu", "question: virker det nu"],
    ["Hi Anna", "neither_yes_nor_thanks"],
  ])("says why: %s", (text, reason) => {
    expect(answer(text).reason).toBe(reason);
  });
});

describe("an answer after closing", () => {
  it.each(["Tak!", "Thank you Anna", "👍", "Yes, works", "Det virker, tak"])("thanks: %s", (text) => {
    expect(readAnswer(text, closed)).toMatchObject({ kind: "thanks", rating: null });
  });

  it.each([
    ["4", 4],
    ["1", 1],
    [" 3. ", 3],
    ["4!", 4],
    ["４", 4],
    ["4/5", 4],
    ["4 / 5", 4],
    ["4 out of 5", 4],
    ["4 af 5", 4],
    ["4 stars", 4],
    ["5 stjerner", 5],
    ["Rating: 4", 4],
    ["rating 2", 2],
    ["Karakter: 4", 4],
    ["Bedømmelse: 5", 5],
    ["Jeg giver 5 ud af 5", 5],
    ["⭐⭐⭐", 3],
    ["★★★★☆", 4],
    ["5, thanks Anna!", 5],
    ["2\n\nThanks", 2],
    ["Tak for hjælpen! 5", 5],
  ])("rates: %j", (text, rating) => {
    expect(readAnswer(text, closed)).toMatchObject({ kind: "rates", rating });
  });

  it.each([
    "It is broken again",
    "Tak, men nu er den gal igen",
    "Yes?",
    "0",
    "6",
    "10",
    "45",
    "4.5",
    "4 5",
    "5 minutes later it broke",
    "Room 4",
    "no",
    "",
  ])("is trouble: %j", (text) => {
    expect(readAnswer(text, closed)).toMatchObject({ kind: "trouble", rating: null });
  });
});

describe("always", () => {
  const word = fc.constantFrom(
    ..."yes it works thanks tak det virker now nu ok for the help good all and er 👍 anna".split(" "),
  );
  const strange = fc.constantFrom(
    "not",
    "ikke",
    "but",
    "men",
    "still",
    "stadig",
    "mouse",
    "mus",
    "tomorrow",
    "broken",
    "why",
    "?",
  );

  it("does not confirm with one strange word anywhere in it", () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 8 }),
        strange,
        fc.array(word, { maxLength: 8 }),
        (before, odd, after) => {
          expect(answer([...before, odd, ...after].join(" ")).kind).toBe("trouble");
        },
      ),
    );
  });

  it("takes any text, quickly", () => {
    const started = performance.now();
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        readAnswer(text, resolved);
        readAnswer(text, closed);
      }),
    );
    for (const text of [
      "now ",
      "it now works now ",
      "all ",
      "for the ",
      "det virker nu ",
      "nu igen ",
      "1",
      "1 ",
    ]) {
      readAnswer(`${text.repeat(4)} x`, resolved);
      readAnswer(`${text.repeat(11)}x`, resolved);
      readAnswer(text.repeat(100_000), resolved);
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
