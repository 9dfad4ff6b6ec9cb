/**
 * The one table of the agents' verbs: names in every language, what each takes, help. Parser, help mail and README read it;
 * no name stands for two verbs.
 */
import { foldWord } from "./fold.ts";

export interface VerbWording {
  /** Names accepted besides the canonical one, with their own letters; `løst` is found by `loest` too. */
  names: readonly string[];
  /** What follows the verb, as shown in help; empty for nothing. */
  usage: string;
  /** One line. */
  help: string;
  /** A whole line that works. */
  example: string;
}

export interface VerbSpec {
  value: "required" | "optional" | "none";
  /** Its value is a person's own words: kept as written, never searched for other commands. */
  freeText: boolean;
  /** A value on its line is the beginning of the text beside it: the parser moves it there. */
  opensText: boolean;
  /** The text beside it goes to the requester (DESIGN, "Commands"). */
  sendsText: boolean;
  en: VerbWording;
  da: VerbWording;
}

/** Languages that have verbs and help of their own. */
export const COMMAND_LANGUAGES = ["en", "da"] as const;
export type CommandLanguage = (typeof COMMAND_LANGUAGES)[number];

const spec = (
  value: VerbSpec["value"],
  traits: readonly ("freeText" | "opensText" | "sendsText")[],
  en: VerbWording,
  da: VerbWording,
): VerbSpec => ({
  value,
  freeText: traits.includes("freeText"),
  opensText: traits.includes("opensText"),
  sendsText: traits.includes("sendsText"),
  en,
  da,
});

/** Names (a space between them), usage, help, example. */
const words = (names: string, usage: string, help: string, example: string): VerbWording => ({
  names: names === "" ? [] : names.split(" "),
  usage,
  help,
  example,
});

export const VERBS = {
  take: spec(
    "none",
    [],
    words("", "", "Gives the case to you", "#take"),
    words("tag", "", "Giver dig sagen", "#tag"),
  ),
  start: spec(
    "none",
    ["sendsText"],
    words("", "", "Starts work on the case and tells the requester; your text goes along", "#start"),
    words("", "", "Begynder på sagen og siger det til brugeren; din tekst sendes med", "#start"),
  ),
  assign: spec(
    "required",
    [],
    words("", "PERSON|TEAM", "Gives the case to an agent or a team; me is you", "#assign anna"),
    words(
      "tildel",
      "PERSON|TEAM",
      "Giver sagen til en medarbejder eller et team; mig er dig selv",
      "#tildel anna",
    ),
  ),
  wait: spec(
    "optional",
    ["sendsText"],
    words(
      "pending",
      "user|vendor [until WHEN]",
      "Waits for the requester or a supplier; your text goes to the requester",
      "#wait user until friday",
    ),
    words(
      "vent",
      "bruger|leverandør [til HVORNÅR]",
      "Venter på brugeren eller en leverandør; din tekst sendes til brugeren",
      "#vent bruger til fredag",
    ),
  ),
  resolve: spec(
    "optional",
    ["freeText", "opensText", "sendsText"],
    words("solved", "", "Your text is the solution; asks the requester whether it works", "#resolve"),
    words("løst", "", "Din tekst er løsningen; brugeren spørges, om det virker", "#løst"),
  ),
  reply: spec(
    "optional",
    ["freeText", "opensText", "sendsText"],
    words("", "", "Sends your text to the requester", "#reply"),
    words("svar", "", "Sender din tekst til brugeren", "#svar"),
  ),
  close: spec(
    "none",
    ["sendsText"],
    words("", "", "Closes the case without asking; your text goes to the requester", "#close"),
    words("luk", "", "Lukker sagen uden at spørge; din tekst sendes til brugeren", "#luk"),
  ),
  reopen: spec(
    "none",
    [],
    words("open", "", "Takes up a resolved, closed or waiting case again", "#reopen"),
    words("genåbn", "", "Genoptager en løst, lukket eller ventende sag", "#genåbn"),
  ),
  status: spec(
    "required",
    [],
    words("", "STATUS", "Sets the status", "#status in progress"),
    words("", "STATUS", "Sætter status", "#status i gang"),
  ),
  priority: spec(
    "required",
    [],
    words("prio", "1-5", "Sets the priority: 1 production disrupting … 5 low", "#priority 2"),
    words("prioritet", "1-5", "Sætter prioriteten: 1 produktionsstop … 5 lav", "#prioritet 2"),
  ),
  impact: spec(
    "required",
    [],
    words("", "high|medium|low", "Sets how many it touches", "#impact high"),
    words("konsekvens", "høj|middel|lav", "Sætter, hvor mange det rammer", "#konsekvens høj"),
  ),
  urgency: spec(
    "required",
    [],
    words("", "high|medium|low", "Sets how soon it is needed", "#urgency low"),
    words("hast", "høj|middel|lav", "Sætter, hvor meget det haster", "#hast lav"),
  ),
  type: spec(
    "required",
    [],
    words("", "incident|service request", "Sets the type", "#type incident"),
    words("", "fejl|serviceønske", "Sætter typen", "#type fejl"),
  ),
  category: spec(
    "required",
    ["freeText"],
    words("", "AREA/KIND", "Sets the category", "#category Printing/Toner"),
    words("kategori", "OMRÅDE/ART", "Sætter kategorien", "#kategori Print/Toner"),
  ),
  subject: spec(
    "required",
    ["freeText"],
    words("", "TEXT", "Gives the case a telling subject", "#subject Printer on floor 2 is out of toner"),
    words("emne", "TEKST", "Giver sagen et sigende emne", "#emne Printeren på 2. sal mangler toner"),
  ),
  place: spec(
    "required",
    ["freeText"],
    words("", "TEXT", "Sets where it is", "#place Building 4, room 12"),
    words("sted", "TEKST", "Sætter, hvor det er", "#sted Bygning 4, lokale 12"),
  ),
  service: spec(
    "required",
    ["freeText"],
    words("", "TEXT", "Sets the affected service", "#service Mail"),
    words("tjeneste", "TEKST", "Sætter den berørte tjeneste", "#tjeneste Mail"),
  ),
  note: spec(
    "optional",
    ["freeText", "opensText"],
    words("", "", "Keeps your text inside: the requester never sees it", "#note"),
    words("notat", "", "Beholder din tekst internt: brugeren ser den ikke", "#notat"),
  ),
  cc: spec(
    "required",
    [],
    words("", "[+|-]ADDRESS …", "Adds or removes people who get copies", "#cc +bo@firm.example"),
    words("", "[+|-]ADRESSE …", "Tilføjer eller fjerner folk, der får kopi", "#cc +bo@firma.example"),
  ),
  requester: spec(
    "required",
    [],
    words(
      "",
      "ADDRESS",
      "Sets whose case it is; in a new mail, opens it for them",
      "#requester bo@firm.example",
    ),
    words(
      "rekvirent",
      "ADRESSE",
      "Sætter, hvis sag det er; i en ny mail åbnes den for dem",
      "#rekvirent bo@firma.example",
    ),
  ),
  move: spec(
    "required",
    [],
    words("", "TEAM", "Moves the case to another team and tells the requester", "#move network"),
    words("flyt", "TEAM", "Flytter sagen til et andet team og siger det til brugeren", "#flyt netværk"),
  ),
  forward: spec(
    "required",
    [],
    words(
      "",
      "ADDRESS",
      "Mails the request and your text to somebody outside; the answer comes back to the case",
      "#forward service@vendor.example",
    ),
    words(
      "videresend",
      "ADRESSE",
      "Sender henvendelsen og din tekst til nogen udefra; svaret kommer tilbage på sagen",
      "#videresend service@leverandør.example",
    ),
  ),
  link: spec(
    "required",
    [],
    words("", "#N", "Links the case to another", "#link #1042"),
    words("henvis", "#N", "Knytter sagen til en anden", "#henvis #1042"),
  ),
  merge: spec(
    "required",
    [],
    words("", "#N", "Merges this case into another, where it goes on", "#merge #1042"),
    words("flet", "#N", "Fletter sagen ind i en anden, hvor den fortsætter", "#flet #1042"),
  ),
  time: spec(
    "required",
    [],
    words("", "DURATION", "Adds time spent", "#time 15m"),
    words("tid", "VARIGHED", "Lægger tidsforbrug til", "#tid 15m"),
  ),
  why: spec(
    "optional",
    [],
    words("", "[#N]", "Mails you why the desk did what it did", "#why"),
    words("hvorfor", "[#N]", "Mailer dig, hvorfor der skete, hvad der skete", "#hvorfor"),
  ),
  show: spec(
    "optional",
    [],
    words("", "[#N]", "Mails you the case in full", "#show"),
    words("vis", "[#N]", "Mailer dig hele sagen", "#vis"),
  ),
  files: spec(
    "optional",
    [],
    words("", "[#N]", "Mails you the attachments of the case", "#files"),
    words("filer", "[#N]", "Mailer dig sagens vedhæftede filer", "#filer"),
  ),
  list: spec(
    "optional",
    [],
    words("", "[mine|open|waiting|TEAM]", "Mails you a list of cases", "#list mine"),
    words("liste", "[mine|åbne|ventende|TEAM]", "Mailer dig en liste over sager", "#liste mine"),
  ),
  help: spec(
    "optional",
    [],
    words("", "[VERB]", "Mails you this help", "#help wait"),
    words("hjælp", "[ORD]", "Mailer dig denne hjælp", "#hjælp vent"),
  ),
  release: spec(
    "required",
    [],
    words("", "ID …", "Takes mails out of the spam list; in answer to that list", "#release 4711"),
    words("frigiv", "ID …", "Tager mails ud af spamlisten; som svar på listen", "#frigiv 4711"),
  ),
  undo: spec(
    "none",
    [],
    words("", "", "Takes back what the last command mail changed", "#undo"),
    words("fortryd", "", "Tager det tilbage, som den seneste kommandomail ændrede", "#fortryd"),
  ),
  confirm: spec(
    "none",
    [],
    words("yes", "", "Releases what was held until you confirmed it", "#confirm"),
    words("bekræft ja", "", "Frigiver det, der ventede på din bekræftelse", "#bekræft"),
  ),
} as const satisfies Record<string, VerbSpec>;

export type Verb = keyof typeof VERBS;

export const VERB_NAMES = Object.keys(VERBS) as Verb[];

export function verbSpec(verb: Verb): VerbSpec {
  return VERBS[verb];
}

/** Every accepted name, folded, to its verb. */
export const VERB_BY_NAME: ReadonlyMap<string, Verb> = new Map(
  VERB_NAMES.flatMap((verb) =>
    [verb, ...COMMAND_LANGUAGES.flatMap((language) => VERBS[verb][language].names)].map(
      (name) => [foldWord(name), verb] as const,
    ),
  ),
);
