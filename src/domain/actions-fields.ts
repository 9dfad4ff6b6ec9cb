/** Commands that describe a case, tie it to people and other cases, or ask about it. */
import { CASE_TYPES, type Case, LEVELS } from "./case.ts";
import { close } from "./closing.ts";
import type { Command } from "./command.ts";
import {
  type Action,
  type CommandRun,
  changed,
  done,
  type Outcome,
  refuse,
  setField,
} from "./command-run.ts";
import {
  parseCaseNumber,
  parseDurationMinutes,
  parseLevel,
  parseListEdit,
  parseType,
} from "./command-values.ts";
import { findAgent } from "./desk.ts";
import { closestWord } from "./edit-distance.ts";
import type { NoticeData } from "./notice.ts";
import { usableAddress } from "./outside.ts";
import { senderByDirectory } from "./people.ts";
import { say } from "./receipt-words.ts";
import { livingCase } from "./thread.ts";

type Described = "impact" | "urgency" | "type" | "subject" | "place";

/** An action that sets one field to what `parse` makes of the value; null is refused with what is allowed. */
function parsed<F extends Described>(
  field: F,
  parse: (value: string) => Case[F] | null,
  allowed: readonly string[],
): Action {
  return (run, command) => {
    const value: Case[F] | null = parse(command.value ?? "");
    if (value === null) return valueUnknown(run, command, allowed);
    return setField<Described>(run, field, value, field);
  };
}

export const impact = parsed("impact", parseLevel, LEVELS);
export const urgency = parsed("urgency", parseLevel, LEVELS);
export const type = parsed("type", parseType, CASE_TYPES);
export const subject = parsed("subject", (value) => value, []);
export const place = parsed("place", (value) => value, []);

export const category: Action = (run, command) => setListed(run, command, "category", run.desk.categories);
export const service: Action = (run, command) => setListed(run, command, "service", run.desk.services);

/** Where desk.yaml lists values, only those; its spelling wins. */
function setListed(
  run: CommandRun,
  command: Command,
  field: "category" | "service",
  listed: string[],
): Outcome {
  const value = (command.value ?? "").trim();
  if (listed.length === 0) return setField(run, field, value, field);
  const fold = (one: string) => one.toLowerCase().replace(/\s*\/\s*/g, "/");
  const found = listed.find((one) => fold(one) === fold(value));
  return found ? setField(run, field, found, field) : valueUnknown(run, command, listed);
}

/** `also`: what else may be written, and is nobody's misspelling. */
export function valueUnknown(
  run: CommandRun,
  command: Command,
  allowed: readonly string[],
  also: readonly string[] = [],
): Outcome {
  const value = command.value ?? "";
  const near = closestWord(
    value.toLowerCase(),
    allowed.map((one) => one.toLowerCase()),
  );
  const spelled = allowed.find((one) => one.toLowerCase() === near);
  const suggestion = spelled === undefined ? null : `#${command.verb} ${spelled}`;
  return refuse(
    run,
    "value_unknown",
    "value_unknown",
    { value, allowed: [...also, ...allowed].join(", ") },
    suggestion,
  );
}

export const note: Action = (run) => done(run, "noted");
export const reply: Action = (run) =>
  run.text === "" && run.facts.mail.attachments.length === 0
    ? refuse(run, "text_missing", "text_missing")
    : done(run, "replied");

export const time: Action = (run, command) => {
  const minutes = parseDurationMinutes(command.value ?? "");
  if (minutes === null) {
    return refuse(run, "duration_unusable", "duration_unusable", { value: command.value ?? "" }, "#time 15m");
  }
  return setField(run, "timeSpentMinutes", run.draft.case.timeSpentMinutes + minutes, "timeSpentMinutes");
};

export const cc: Action = (run, command) => {
  const edit = parseListEdit(command.value ?? "");
  if (!edit) return refuse(run, "address_unusable", "address_unusable", { value: command.value ?? "" });
  const isOn = (address: string) => run.draft.case.participants.some((one) => one.address === address);
  const said: string[] = [];
  const add: string[] = [];
  const remove: string[] = [];
  for (const written of edit.add) {
    const address = usableAddress(run, written);
    if (typeof address !== "string") return address;
    add.push(address);
  }
  for (const written of edit.remove) {
    const address = usableAddress(run, written);
    if (typeof address !== "string") return address;
    if (!isOn(address) || address === run.draft.case.requester) {
      return refuse(run, "not_on_case", "not_on_case", { value: written });
    }
    remove.push(address);
  }
  if (edit.replace) {
    const others = run.draft.case.participants.filter((one) => one.role === "participant");
    remove.push(...others.map((one) => one.address).filter((address) => !add.includes(address)));
  }
  for (const address of remove) {
    run.draft.removeParticipant(address, run.agent.address);
    said.push(say(run.language, "participant_removed", { address }));
  }
  for (const address of add) {
    if (!isOn(address)) run.draft.addParticipant(address, null, "participant", run.agent.address);
    said.push(say(run.language, "participant_added", { address }));
  }
  run.undoable = true;
  return { ok: true, result: said.join("; "), from: null, to: null };
};

export const requester: Action = (run, command) => {
  const named = usableAddress(run, command.value ?? "");
  if (typeof named !== "string") return named;
  const person = run.facts.named.get(named) ?? null;
  const address = senderByDirectory(run.desk, named, person);
  const before = run.draft.case.requester;
  if (before === address) return done(run, "nothing_changed");
  // Reminder and farewell repeat the solution, which was told to somebody else.
  const { status } = run.draft.case;
  if (status === "resolved" || status === "closed") {
    return refuse(run, "status_refused", "event_refused", { from: status });
  }
  if (before !== null) run.draft.removeParticipant(before, run.agent.address);
  // Of a case taken up again: what was solved for the one is not told to the other.
  run.draft.set("solution", null, run.agent.address);
  const requesterName = findAgent(run.desk, address)?.name ?? person?.name ?? null;
  if (person?.languageStated && person.language)
    run.draft.set("language", person.language, run.agent.address);
  run.draft.set("requesterName", requesterName, run.agent.address);
  run.draft.set("requester", address, run.agent.address);
  run.draft.set("requesterWritesFrom", null, run.agent.address);
  // P2: who wrote in for somebody else stays known, though the case is not theirs.
  const wrote = run.caseFacts !== null && run.caseFacts.lastUserMessageId !== null;
  if (run.draft.case.reporter === address) run.draft.set("reporter", null, run.agent.address);
  else if (wrote && run.draft.case.reporter === null) run.draft.set("reporter", before, run.agent.address);
  run.draft.addParticipant(address, requesterName, "requester", run.agent.address);
  run.undoable = true;
  return changed(run, "requester", before, address);
};

export const link: Action = (run, command) => {
  const found = otherCase(run, command);
  if ("ok" in found) return found;
  run.draft.decision.changes.push({
    do: "link",
    case: run.draft.ref,
    other: found.id,
    kind: "related",
    actor: run.agent.address,
  });
  return done(run, "linked", { number: String(found.number) });
};

/** This case goes on in another; nobody of this one becomes a participant there, so that nobody reads a stranger's words. */
export const merge: Action = (run, command) => {
  const named = otherCase(run, command);
  if ("ok" in named) return named;
  if (run.caseFacts === null) return refuse(run, "new_case_only", "new_case_only");
  // Where the named one was merged itself, this one goes to where that lives on; never round in a circle.
  const found = livingCase(run.facts, named.id)?.case ?? named;
  if (found.id === run.draft.case.id || found.mergedInto !== null) {
    return refuse(run, "merge_cycle", "merge_cycle", { number: String(found.number) });
  }
  run.draft.decision.on(found);
  run.afterText.push(() => {
    close(run.draft, "merged", "merge", run.now, run.agent.address);
    run.draft.set("mergedInto", found.number, run.agent.address);
    run.draft.decision.changes.push({
      do: "link",
      case: run.draft.ref,
      other: found.id,
      kind: "merged_into",
      actor: run.agent.address,
    });
  });
  const { requester } = run.draft.case;
  if (requester !== null && !found.participants.some((one) => one.address === requester)) {
    run.remarks.push(say(run.language, "merge_other_requester", { requester, number: String(found.number) }));
  }
  run.undoable = true;
  return done(run, "merged", { number: String(found.number) });
};

function otherCase(run: CommandRun, command: Command): Case | Outcome {
  const value = command.value ?? "";
  const number = parseCaseNumber(value);
  const id = number === null ? undefined : run.facts.numbers.get(number);
  const found = id === undefined ? undefined : run.facts.cases.get(id);
  if (!found) return refuse(run, "case_unknown", "case_unknown", { value });
  if (found.case.id === run.draft.case.id) return refuse(run, "case_itself", "case_itself");
  return found.case;
}

type Show = NoticeData<"command_receipt">["show"][number];

/** #show, #why and #files, of this case or another. */
function ask(what: "case" | "why" | "files"): Action {
  return (run, command) => {
    const number = command.value === null ? run.draft.case.number : parseCaseNumber(command.value);
    if (number === null || (command.value !== null && !run.facts.numbers.has(number))) {
      return refuse(run, "case_unknown", "case_unknown", { value: command.value ?? "" });
    }
    if (number === 0) return refuse(run, "new_case_only", "new_case_only");
    return answer(run, { what, number });
  };
}

export const show = ask("case");
export const why = ask("why");
export const files = ask("files");
export const list: Action = (run, command) => answer(run, { what: "list", which: command.value ?? "mine" });
export const help: Action = (run, command) => answer(run, { what: "help", verb: command.value });

function answer(run: CommandRun, what: Show): Outcome {
  run.show.push(what);
  return done(run, "shown_below");
}
