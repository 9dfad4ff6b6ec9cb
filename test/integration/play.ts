/** Plays a sequence of steps to a recorded desk, and notes what really happened beside each mail. */
import { senderOf } from "../../src/domain/address.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { edited } from "../support/any-edit.ts";
import { hostLines, messageIdOf, written } from "../support/any-letter.ts";
import { PEOPLE, type Step } from "../support/any-step.ts";
import type { MailOut, RecordedDesk } from "../support/recorded-desk.ts";

export interface Played {
  step: Step;
  number: number;
  inboundId: number;
  raw: Buffer;
  answered: MailOut | null;
  /** The address that the mail names as its sender, after all that was done to it. */
  from: string | null;
  /** As it can be read after that. */
  text: string;
  isEdited: boolean;
  /** Who was on which case when it had been decided on: `caseId address`. */
  onCases: ReadonlySet<string>;
}

export async function play(desk: RecordedDesk, steps: readonly Step[]): Promise<Played[]> {
  const played: Played[] = [];
  for (const step of steps) {
    for (let time = 0; time < step.times; time += 1) played.push(await playOne(desk, step, played));
  }
  await desk.sendRest();
  return played;
}

async function playOne(desk: RecordedDesk, step: Step, before: readonly Played[]): Promise<Played> {
  const number = before.length + 1;
  const { answers, names } = step;
  const reachable = answers?.stolen ? desk.sent : desk.sent.filter((one) => one.to === PEOPLE[step.by]);
  const answered = answers === null ? null : (reachable.at(-1 - answers.back) ?? null);
  const named = names === null || names >= before.length ? null : messageIdOf(number - 1 - names);
  // Whoever changes internal lines before sending them on is past all guards.
  const edits = step.words.startsWith("paste") ? [] : step.edits;
  const bytes = edited(written(step, { number, answered, named }), edits);
  const raw = Buffer.concat([hostLines(step), bytes]);
  const inboundId = await desk.receive(raw);
  const parsed = await parseMail(raw);
  const rows = await desk.look("select case_id, address from case_participant");
  return {
    step,
    number,
    inboundId,
    raw,
    answered,
    from: senderOf(parsed)?.address ?? null,
    text: parsed.text,
    isEdited: edits.length > 0,
    onCases: new Set(rows.map((row) => `${row.case_id} ${row.address}`)),
  };
}
