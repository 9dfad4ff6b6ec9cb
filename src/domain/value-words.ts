/** Words that agents say for the values of a case, in English and Danish, folded (fold.ts). No word stands twice in one table. */
import type { CaseType, Level, Priority, Status } from "./case.ts";

/** Canonical word and what else people say for it (folded). */
export type Synonyms<T extends string> = Record<T, readonly string[]>;

export const PRIORITY_WORDS: Synonyms<Priority> = {
  production_disrupting: [
    "production disruption",
    "production stop",
    "produktionsstop",
    "produktionsstoppende",
  ],
  critical: ["kritisk"],
  major: ["alvorlig", "stoerre", "vaesentlig"],
  minor: ["mindre"],
  low: ["lav"],
};

export const LEVEL_WORDS: Synonyms<Level> = {
  high: ["hoej", "hoejt", "stor", "1"],
  medium: ["middel", "mellem", "2"],
  low: ["lav", "lavt", "lille", "3"],
};

export const STATUS_WORDS: Synonyms<Status> = {
  registered: ["new", "registreret", "ny"],
  assigned: ["tildelt"],
  in_progress: ["open", "started", "working", "i gang", "igang", "paabegyndt", "under behandling", "aaben"],
  awaiting_vendor: [
    "awaiting supplier",
    "waiting for vendor",
    "waiting for supplier",
    "vendor",
    "afventer leverandoer",
    "venter paa leverandoer",
    "leverandoer",
  ],
  awaiting_user: [
    "awaiting requester",
    "waiting for user",
    "waiting for requester",
    "waiting",
    "pending",
    "user",
    "afventer bruger",
    "venter paa bruger",
    "afventer",
    "venter",
    "bruger",
  ],
  resolved: ["solved", "loest"],
  closed: ["lukket"],
};

export const TYPE_WORDS: Synonyms<CaseType> = {
  incident: ["fault", "fejl", "haendelse"],
  service_request: [
    "request",
    "service",
    "serviceoenske",
    "oenske",
    "anmodning",
    "serviceanmodning",
    "bestilling",
  ],
};

export const WAITED_FOR: Synonyms<"user" | "vendor"> = {
  user: [
    "user",
    "requester",
    "customer",
    "bruger",
    "brugeren",
    "rekvirent",
    "rekvirenten",
    "kunde",
    "kunden",
  ],
  vendor: ["vendor", "supplier", "leverandoer", "leverandoeren"],
};

/** Monday first. */
export const WEEKDAY_WORDS: readonly (readonly string[])[] = [
  ["monday", "mon", "mandag", "man"],
  ["tuesday", "tue", "tues", "tirsdag", "tirs", "tir"],
  ["wednesday", "wed", "onsdag", "ons"],
  ["thursday", "thu", "thur", "thurs", "torsdag", "tors", "tor"],
  ["friday", "fri", "fredag", "fre"],
  ["saturday", "sat", "loerdag", "loer"],
  ["sunday", "sun", "soendag", "soen"],
];

/** Days from today. */
export const DAY_WORDS: ReadonlyMap<string, number> = new Map([
  ["today", 0],
  ["i dag", 0],
  ["idag", 0],
  ["tomorrow", 1],
  ["i morgen", 1],
  ["imorgen", 1],
  ["i overmorgen", 2],
  ["overmorgen", 2],
]);
