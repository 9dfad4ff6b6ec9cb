/** What command receipts and refusals say about single lines, in the agents' languages. Names in braces are filled in. */

/** What a case's fields are called. */
const ENGLISH_FIELDS = {
  status: "status",
  agent: "agent",
  team: "team",
  priority: "priority",
  impact: "impact",
  urgency: "urgency",
  type: "type",
  category: "category",
  subject: "subject",
  place: "place",
  service: "service",
  requester: "requester",
  solution: "solution",
  uncheckedSolver: "the owner's check",
  participant: "people on the case",
  timeSpentMinutes: "time spent, minutes",
} as const;

type Field = keyof typeof ENGLISH_FIELDS;

const ENGLISH = {
  ...ENGLISH_FIELDS,
  wait_until: "waiting until",
  noted: "kept as an internal note",
  replied: "your text goes to the requester",
  participant_added: "{address} is on the case now",
  participant_removed: "{address} is no longer on the case",
  linked: "linked to #{number}",
  merged: "merged into #{number}",
  forwarded: "sent to {address}; the answer comes back to this case",
  merge_other_requester: "{requester} does not hear of #{number}; add them there with #cc +{requester}",
  stayed_text: "{line} stood amid the text, so it was read as text",
  shown_below: "see below",
  nothing_changed: "nothing changed",
  undone: "{field} is back",
  undo_newer: "{field} was changed since by {actor}; left as it is",
  undo_impossible: "{field} cannot be taken back by itself",
  undo_wait: "until when the case was waiting is not restored",
  undo_nothing: "there is no command mail of yours on this case that could be taken back",
  taken_over: "it was {name}'s until now",
  released: "what was held is carried out now",
  duplicate_named: "more than one agent is called {value}; write the address",
  agent_or_team_unknown: "nobody and no team is called {value}",
  team_unknown: "no team is called {value}",
  value_unknown: "{value} is not one of: {allowed}",
  address_unusable: "{value} is not a mail address",
  address_is_desk: "{value} is the desk's own address",
  not_on_case: "{value} is not on the case",
  case_unknown: "there is no case {value}",
  case_itself: "that is this very case",
  merge_cycle: "#{number} was merged into this case",
  duration_unusable: "{value} is no duration; write for example 15m or 1h30m",
  when_unusable: "{value} is no time that lies ahead; write for example friday 14:00 or 2026-12-01",
  wait_unusable: "{value}: write user or vendor, and until when if you like",
  status_refused: "a case that is {from} cannot become {to}",
  event_refused: "a case that is {from} cannot do that",
  solution_missing:
    "the solution is missing: write what you did, so that it is documented and the requester can check it",
  already_sent: "the requester has the solution already; write a new one beside the command to send that",
  solution_sent: "the requester is being asked about a solution already; take the case up again first",
  approved: "checked: {name}'s solution goes to the requester",
  check_pending: "the solution waits for its check by {owner}, whose word it takes",
  nobody_checks: "nobody could check the solution first, so the requester is asked at once",
  reply_unchecked:
    "the solution is checked by the case's owner before the requester gets it, so it cannot be sent as an answer too",
  check_answer:
    "it answers the question whether a solution may go out, without a command, so it may not be meant for the requester. #resolve sends the solution, #reopen sends it back; #confirm sends your text to the requester",
  text_missing: "there is no text to send",
  requester_missing: "the case has no requester to write to; set one with #requester",
  nothing_held: "nothing is waiting for a confirmation here",
  mails_released: "no spam: {ids} goes its way like any other mail",
  mail_ids_unreadable: "{value} are no numbers of mails; write those of the list, as #release 4711",
  release_elsewhere: "mails are released in answer to the desk's list of them",
  too_many_mails: "release at most {most} mails at a time",
  new_case_only: "there is no case yet to do that to",
  combine_refused: "this can only stand alone in a mail",
  held_by_proof: "held: {why}",
  unknown_verb: "there is no such command",
  value_missing: "a value is missing",
  value_not_allowed: "this command takes no value",
  several_on_a_line: "one command a line, please",
  forged_sender: "the mail host says that it was not sent by you",
  not_vouched: "the mail host does not vouch that it was sent by you",
  no_token: "it did not answer a mail that the desk sent you about this case",
  new_thread: "your mail host does not vouch for the sender, so anybody could have written it in your name",
  token_reused: "the mail that it answers has carried out commands before",
  needs_confirmation: "it cannot easily be taken back, so it asks for a second word from you",
  goes_outside: "it would reach somebody outside: {sample}",
  shows_internals: "it holds something that only agents were meant to see: {sample}",
  reaches_another:
    "the case that you answered was merged into one of other people: {sample} would read it. To send it there, answer #confirm",
  stray_command:
    "{sample} stands amid the text; commands stand together at the beginning or the end. To send it as text, answer #confirm",
  empty_mail: "the mail holds neither text nor commands",
  verb_verb: "#{verb} does not exist here yet",
} as const;

export type Phrase = keyof typeof ENGLISH;

const DANISH_FIELDS: Record<Field, string> = {
  status: "status",
  agent: "medarbejder",
  team: "team",
  priority: "prioritet",
  impact: "konsekvens",
  urgency: "hastegrad",
  type: "type",
  category: "kategori",
  subject: "emne",
  place: "sted",
  service: "tjeneste",
  requester: "bruger",
  solution: "løsning",
  uncheckedSolver: "ejerens kontrol",
  participant: "personer på sagen",
  timeSpentMinutes: "tidsforbrug, minutter",
};

const DANISH: Record<Phrase, string> = {
  ...DANISH_FIELDS,
  wait_until: "venter til",
  noted: "gemt som intern note",
  replied: "din tekst sendes til brugeren",
  participant_added: "{address} er nu på sagen",
  participant_removed: "{address} er ikke længere på sagen",
  linked: "knyttet til #{number}",
  merged: "flettet ind i #{number}",
  forwarded: "sendt til {address}; svaret kommer tilbage på denne sag",
  merge_other_requester: "{requester} hører ikke om #{number}; tilføj dem dér med #cc +{requester}",
  stayed_text: "{line} stod midt i teksten og blev læst som tekst",
  shown_below: "se nedenfor",
  nothing_changed: "intet ændret",
  undone: "{field} er som før",
  undo_newer: "{field} er siden ændret af {actor} og er ladt urørt",
  undo_impossible: "{field} kan ikke fortrydes automatisk",
  undo_wait: "hvor længe sagen skulle vente, er ikke genskabt",
  undo_nothing: "der er ingen kommandomail fra dig på sagen, som kan fortrydes",
  taken_over: "den var {name}s indtil nu",
  released: "det, der ventede, udføres nu",
  duplicate_named: "flere medarbejdere hedder {value}; skriv adressen",
  agent_or_team_unknown: "ingen medarbejder og intet team hedder {value}",
  team_unknown: "intet team hedder {value}",
  value_unknown: "{value} er ikke en af: {allowed}",
  address_unusable: "{value} er ikke en mailadresse",
  address_is_desk: "{value} er helpdeskens egen adresse",
  not_on_case: "{value} er ikke på sagen",
  case_unknown: "der findes ingen sag {value}",
  case_itself: "det er netop denne sag",
  merge_cycle: "#{number} er flettet ind i denne sag",
  duration_unusable: "{value} er ingen varighed; skriv for eksempel 15m eller 1h30m",
  when_unusable: "{value} er ikke et kommende tidspunkt; skriv for eksempel fredag 14:00 eller 2026-12-01",
  wait_unusable: "{value}: skriv bruger eller leverandør, og eventuelt til hvornår",
  status_refused: "en sag, der er {from}, kan ikke blive {to}",
  event_refused: "det kan man ikke med en sag, der er {from}",
  solution_missing:
    "løsningen mangler: skriv, hvad du gjorde, så det er dokumenteret, og brugeren kan prøve det",
  already_sent: "brugeren har allerede fået løsningen; skriv en ny ved siden af kommandoen for at sende den",
  solution_sent: "brugeren er allerede spurgt om en løsning; genoptag først sagen",
  approved: "kontrolleret: løsningen fra {name} sendes til brugeren",
  check_pending: "løsningen afventer kontrol hos {owner}, som afgør det",
  nobody_checks: "ingen kunne kontrollere løsningen først, så brugeren spørges med det samme",
  reply_unchecked:
    "sagens ejer kontrollerer løsningen, før brugeren får den, så den kan ikke også sendes som svar",
  check_answer:
    "den besvarer spørgsmålet, om en løsning må sendes, uden en kommando, så den er måske ikke ment til brugeren. #løst sender løsningen, #genåbn sender den tilbage; #bekræft sender din tekst til brugeren",
  text_missing: "der er ingen tekst at sende",
  requester_missing: "sagen har ingen bruger at skrive til; sæt en med #rekvirent",
  nothing_held: "her venter intet på en bekræftelse",
  mails_released: "ikke spam: {ids} behandles som al anden mail",
  mail_ids_unreadable: "{value} er ikke mailnumre; skriv dem fra listen, fx #frigiv 4711",
  release_elsewhere: "mails frigives som svar på helpdeskens liste over dem",
  too_many_mails: "frigiv højst {most} mails ad gangen",
  new_case_only: "der er endnu ingen sag at gøre det med",
  combine_refused: "dette kan kun stå alene i en mail",
  held_by_proof: "tilbageholdt: {why}",
  unknown_verb: "den kommando findes ikke",
  value_missing: "der mangler en værdi",
  value_not_allowed: "kommandoen har ingen værdi",
  several_on_a_line: "én kommando pr. linje, tak",
  forged_sender: "mailserveren siger, at den ikke er sendt af dig",
  not_vouched: "mailserveren står ikke inde for, at den er sendt af dig",
  no_token: "den besvarer ikke en mail, som helpdesken har sendt dig om sagen",
  new_thread:
    "din mailserver står ikke inde for afsenderen, så hvem som helst kan have skrevet den i dit navn",
  token_reused: "den mail, den besvarer, har allerede udført kommandoer",
  needs_confirmation: "det er svært at fortryde, så vi beder om din bekræftelse",
  goes_outside: "den ville nå nogen udefra: {sample}",
  shows_internals: "den indeholder noget, som kun medarbejdere skulle se: {sample}",
  reaches_another:
    "den sag, du svarede på, er flettet ind i en andens: {sample} ville læse det. Svar #bekræft for at sende det dertil",
  stray_command:
    "{sample} står midt i teksten; kommandoer står samlet i begyndelsen eller slutningen. Svar #bekræft for at sende det som tekst",
  empty_mail: "mailen indeholder hverken tekst eller kommandoer",
  verb_verb: "#{verb} findes ikke her endnu",
};

const WORDS: Record<string, Record<Phrase, string>> = { en: ENGLISH, da: DANISH };

/** The phrase in the language, else in English. */
export function say(language: string, phrase: Phrase, values: Record<string, string> = {}): string {
  const text = (WORDS[language] ?? ENGLISH)[phrase];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** What a field of a case is called; null for one that only follows from another (an instant, a count). */
export function fieldWord(language: string, field: string): string | null {
  return Object.hasOwn(ENGLISH_FIELDS, field) ? say(language, field as Field) : null;
}
