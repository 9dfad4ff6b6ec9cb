/** How `#why` says in English what the desk found out about a mail. Names in braces are filled in. */

export const ENGLISH = {
  in_subject: "“{found}” stands in the subject",
  in_text: "“{found}” stands in the text",
  is_so: "{by} is “{found}”",
  always: "it holds for every mail",
  rule: "Rule “{name}”: {because}.",
  no_rule: "No rule fits this mail.",
  matrix: "The priority follows from impact and urgency.",
  human: "It reads as if a person wrote it.",
  automatic: "A program sent it, so nobody is answered.",
  list: "It came by a mailing list.",
  vouched: "The mail host vouches for the sender.",
  forged: "The mail host says that the sender did not write it.",
  unvouched: "Nobody vouches for the sender.",
  alias: "The directory knows the sender by another address: {detail}.",
  by_token: "It answers a mail of the desk’s ({detail}).",
  by_reply: "It answers a mail on the case ({detail}).",
  by_tag: "The case’s number stands in its subject ({detail}).",
  refused: "It names a case in which the sender takes no part ({detail}).",
  no_case: "It names no case, so it opened one.",
  duplicate: "It is a copy of a mail that is already on the case.",
  spam: "It was kept as spam: {detail}.",
  unreadable: "It could not be read, so the mail itself is attached.",
  proved: "It is proved that the agent wrote it.",
  unproved: "It is not proved that the agent wrote it.",
  carried_out: "Carried out: {detail}.",
  not_carried_out: "Nothing was carried out: {detail}.",
  not_told: "Nobody was told: {detail}.",
  not_answered: "The sender got no mail of the desk’s own: {detail}.",
} as const;

export type WhyPhrase = keyof typeof ENGLISH;
