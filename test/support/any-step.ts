/**
 * Steps of a correspondence with the desk: who really writes, whose name stands on it, what of the desk's mails it brings back, and what
 * was done to it on the way. What the desk's own host says on top of a mail is beyond everybody's reach.
 */
import fc from "fast-check";
import { type Edit, edits } from "./any-edit.ts";

export const PEOPLE = {
  sofie: "sofie@uni.example",
  leo: "leo@uni.example",
  eve: "eve@evil.example",
  robot: "robot@firm.example",
  supplier: "supplier@firm.example",
  anna: "anna@desk.example",
  mike: "mike@desk.example",
} as const;
export type Person = keyof typeof PEOPLE;
export const STAFF: readonly Person[] = ["anna", "mike"];

/** What stands in a mail; `secret` is a line of its own, `last` the text of the mail it answers. */
export const WORDS = {
  hello: (secret: string) => `Hello,\n\nmy printer makes a noise.\n${secret}\n\nRegards`,
  news: (secret: string) => `Is there any news?\n${secret}`,
  broken: (secret: string) => `No, it is still broken.\n${secret}`,
  thanks: () => "Thank you!",
  works: () => "Yes, it works now. Thank you!",
  four: () => "4",
  nothing: () => "",
  tell: (secret: string) => `Please try the other tray.\n${secret}`,
  note: (secret: string) => `#note\n\nDo not tell anybody:\n${secret}`,
  take: () => "#take\n#priority 2",
  start: (secret: string) => `#start\n\nI am on it.\n${secret}`,
  assign: (secret: string) => `#assign mike\n\nPlease see to it.\n${secret}`,
  wait: (secret: string) => `#wait user\n\nWhich printer is it?\n${secret}`,
  resolve: (secret: string) => `A sheet was stuck.\n${secret}\n\n#resolve`,
  close: (secret: string) => `#close\n\nWe are done here.\n${secret}`,
  reopen: () => "#reopen",
  cc: () => "#cc +leo@uni.example",
  hand: (secret: string) => `#requester leo@uni.example\n\nHe phoned.\n${secret}`,
  forward: (secret: string) => `#forward supplier@firm.example\n\nCan you help?\n${secret}`,
  merge: () => "#merge #1",
  mergeOther: () => "#merge #2",
  link: () => "#link #1",
  show: () => "#show\n#list open\n#why",
  undo: () => "#undo",
  confirm: () => "#confirm",
  wrong: (secret: string) => `#take\n#pritority 2\n\nHello.\n${secret}`,
  torn: (secret: string) => `#resolve\n#close\n\nHello.\n${secret}`,
  paste: (_: string, last: string) => `See what I have here:\n${last}`,
  pasteQuoted: (_: string, last: string) => `See below.\n${last.replace(/^/gm, "> ")}\n\nThat is all.`,
} as const;
export type Words = keyof typeof WORDS;

const KINDS = ["human", "auto-replied", "auto-generated", "vacation", "bounce", "list", "receipt"] as const;
const SHAPES = ["plain", "base64", "quoted-printable", "html", "alternative", "attached"] as const;

export interface Step {
  by: Person;
  /** Whose address stands in From. */
  as: Person;
  /** What the host says of that; null: nothing. Of a name that is not theirs it says no better than `none`. */
  host: "pass" | "fail" | "none" | null;
  /** The writer adds a verdict in the host's name. */
  vouchesForSelf: boolean;
  kind: (typeof KINDS)[number];
  nullSender: boolean;
  /** The mail of the desk's that it answers: so many before the last one to the writer, or — stolen — to anybody. */
  answers: { back: number; stolen: boolean } | null;
  /** By what it shows that. */
  showing: readonly ("address" | "ids" | "marker" | "subject" | "quote")[];
  /** It names the Message-ID of the mail that the desk received so many before. */
  names: number | null;
  cc: Person | null;
  words: Words;
  shape: (typeof SHAPES)[number];
  edits: Edit[];
  /** Once more, each time answering what came back. */
  times: number;
}

const person = fc.constantFrom(...(Object.keys(PEOPLE) as Person[]));
const words = fc.constantFrom(...(Object.keys(WORDS) as Words[]));
const means = ["address", "ids", "marker", "subject", "quote"] as const;
const shape = fc.constantFrom(...SHAPES);
const back = fc.constantFrom(0, 0, 0, 1, 2, 3);

const arbitrary: { [K in keyof Step]: fc.Arbitrary<Step[K]> } = {
  by: person,
  as: person,
  host: fc.constantFrom("pass", "fail", "none", null),
  vouchesForSelf: fc.boolean(),
  kind: fc.constantFrom(...KINDS),
  nullSender: fc.boolean(),
  answers: fc.option(fc.record({ back, stolen: fc.boolean() })),
  showing: fc.subarray([...means]),
  names: fc.option(fc.nat(3)),
  cc: fc.option(person),
  words,
  shape,
  edits,
  times: fc.constant(1),
};

/** An honest mail, but for what is said otherwise. */
const honest = {
  host: fc.constant("pass" as const),
  vouchesForSelf: fc.constant(false),
  kind: fc.constant("human" as const),
  nullSender: fc.constant(false),
  answers: back.map((one) => ({ back: one, stolen: false })),
  showing: fc.constant(["address", "ids", "subject", "quote"] as const),
  names: fc.constant(null),
  cc: fc.constant(null),
  times: fc.constant(1),
};

function step(more: { [K in keyof Step]?: fc.Arbitrary<Step[K]> }): fc.Arbitrary<Step> {
  return fc.record({ ...arbitrary, ...more });
}

const self = (who: fc.Arbitrary<Person>, more: { [K in keyof Step]?: fc.Arbitrary<Step[K]> }) =>
  who.chain((by) => step({ ...honest, ...more, by: fc.constant(by), as: fc.constant(by) }));

const users = fc.constantFrom<Person>("sofie", "leo");
const staff = fc.constantFrom<Person>(...STAFF);
const ofUsers = fc.constantFrom<Words>(
  ...([
    "hello",
    "news",
    "broken",
    "broken",
    "thanks",
    "works",
    "works",
    "four",
    "nothing",
    "close",
    "take",
  ] as const),
);
const ofStaff = fc.constantFrom<Words>(
  ...([
    "tell",
    "tell",
    "note",
    "note",
    "take",
    "start",
    "assign",
    "wait",
    "resolve",
    "resolve",
    "resolve",
  ] as const),
  ...([
    "close",
    "reopen",
    "cc",
    "cc",
    "hand",
    "forward",
    "merge",
    "mergeOther",
    "show",
    "undo",
    "confirm",
  ] as const),
  ...(["wrong", "torn", "paste", "paste", "pasteQuoted", "pasteQuoted"] as const),
);
const unharmed = fc.constant<Edit[]>([]);
const oneMeans = fc.subarray([...means], { minLength: 1 });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: self(users, { words: ofUsers, edits: unharmed }) },
  { weight: 2, arbitrary: self(users, { words: ofUsers, answers: arbitrary.answers }) },
  { weight: 9, arbitrary: self(staff, { words: ofStaff, edits: unharmed }) },
  { weight: 1, arbitrary: self(staff, { words: ofStaff }) },
  {
    weight: 2,
    arbitrary: self(staff, {
      words: ofStaff,
      answers: arbitrary.answers,
      host: arbitrary.host,
      showing: oneMeans,
    }),
  },
  {
    // Forgers and thieves, with what they could have got hold of.
    weight: 5,
    arbitrary: step({
      by: fc.constant("eve" as const),
      host: fc.constantFrom("fail", "none", null),
      kind: fc.constant("human" as const),
      nullSender: fc.constant(false),
      answers: back.map((one) => ({ back: one, stolen: true })),
    }),
  },
  {
    weight: 3,
    arbitrary: self(person, { kind: arbitrary.kind, nullSender: fc.boolean(), words, showing: oneMeans }),
  },
  {
    // A program that answers whatever it gets, without saying that it is one.
    weight: 1,
    arbitrary: self(fc.constant("robot" as const), {
      words: fc.constantFrom("hello", "news", "broken"),
      showing: arbitrary.showing,
      edits: unharmed,
      times: fc.constantFrom(7, 9),
    }),
  },
  { weight: 2, arbitrary: step({}) },
);

const does = (who: Person, said: Words, more: { [K in keyof Step]?: fc.Arbitrary<Step[K]> } = {}) =>
  self(fc.constant(who), { words: fc.constant(said), edits: unharmed, answers: LAST, ...more });
const LAST = fc.constant({ back: 0, stolen: false });
const bySubject = fc.constant<Step["showing"]>(["subject"]);
const STOLEN = fc.constant({ back: 0, stolen: true });
const paste = fc.constantFrom<Words>("paste", "pasteQuoted").chain((said) => does("anna", said));
const thief = (said: Words) =>
  does("eve", said, { answers: STOLEN, host: fc.constantFrom("pass", "none", null) });

/** One after the other these are rare by chance, and each is how something could get to the wrong reader. */
const aPlot: fc.Arbitrary<Step[]> = fc.oneof(
  fc.tuple(does("anna", "note"), does("anna", "show"), paste),
  fc.tuple(thief("hello"), paste),
  fc.tuple(does("leo", "hello", { answers: fc.constant(null) }), does("anna", "merge"), does("mike", "tell")),
  fc.tuple(
    does("anna", "resolve"),
    fc.oneof(thief("works"), does("sofie", "works"), does("sofie", "works", { showing: bySubject })),
  ),
  fc.tuple(does("anna", "tell"), does("anna", "hand"), does("anna", "tell")),
  fc.tuple(does("mike", "take", { answers: STOLEN }), does("sofie", "news")),
);

/** Sofie's case comes first: something to be attacked. */
export const anySequence: fc.Arbitrary<Step[]> = fc
  .array(fc.oneof({ weight: 4, arbitrary: anyStep.map((one) => [one]) }, { weight: 1, arbitrary: aPlot }), {
    minLength: 1,
    maxLength: 8,
    size: "max",
  })
  .map((steps) => [FIRST, ...steps.flat()]);

const FIRST: Step = {
  ...{ by: "sofie", as: "sofie", host: "pass", vouchesForSelf: false, kind: "human", nullSender: false },
  ...{
    answers: null,
    showing: [],
    names: null,
    cc: null,
    words: "hello",
    shape: "plain",
    edits: [],
    times: 1,
  },
};
