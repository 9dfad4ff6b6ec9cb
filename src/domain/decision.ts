/** Collects what a decision wants done; one `Draft` a case keeps its changed fields in view while commands are tried. */
import type { Case, ParticipantRole, SettableField } from "./case.ts";
import type { CaseRef, Change, ClockKind, Evidence, NewCase, NewMessage, Verdict } from "./change.ts";
import type { MailKind } from "./message.ts";
import type { OwedNotice } from "./notice.ts";

type Unkeyed<T> = T extends OwedNotice ? Omit<T, "key"> : never;

export class Decision {
  readonly changes: Change[] = [];
  readonly evidence: Evidence[] = [];
  readonly basedOn: Verdict["basedOn"] = [];
  readonly #keys: string;
  #next = 0;

  /** @param keys sets the keys of what it makes apart from another decision's, where both go into one verdict */
  constructor(keys = "") {
    this.#keys = keys;
  }

  saw(step: string, code: string, detail: string): void {
    this.evidence.push({ step, code, detail });
  }

  /** A key for something that this verdict makes. */
  newKey(what: string): `new:${string}` {
    this.#next += 1;
    return `new:${this.#keys}${what}${this.#next}`;
  }

  owe(notice: Unkeyed<OwedNotice>): string {
    const key = this.newKey("notice");
    this.changes.push({ do: "owe", notice: { ...notice, key } as OwedNotice });
    this.saw("notice", notice.notice, `to ${notice.to.address}`);
    return key;
  }

  /** Notices decided so far: what a command receipt reports as sent. */
  owed(): OwedNotice[] {
    return this.changes.flatMap((change) => (change.do === "owe" ? [change.notice] : []));
  }

  /** A decision to try things in; nothing of it counts until it is absorbed. */
  fork(): Decision {
    const trial = new Decision();
    trial.#next = this.#next;
    return trial;
  }

  absorb(trial: Decision): void {
    this.#next = trial.#next;
    this.changes.push(...trial.changes);
    this.evidence.push(...trial.evidence);
    for (const base of trial.basedOn) {
      if (!this.basedOn.some((one) => one.caseId === base.caseId)) this.basedOn.push(base);
    }
  }

  /** Starts changing an existing case; the verdict then holds only for the version it was read at. */
  on(existing: Case): Draft {
    if (!this.basedOn.some((base) => base.caseId === existing.id)) {
      this.basedOn.push({ caseId: existing.id, version: existing.version });
    }
    return new Draft(this, existing.id, { ...existing });
  }

  open(fields: NewCase, actor: string): Draft {
    const ref = this.newKey("case");
    this.changes.push({ do: "openCase", as: ref, case: fields, actor });
    return new Draft(this, ref, { ...blankCase(fields), ...fields.also });
  }

  verdict(outcome: Verdict["outcome"], reason: string, mailKind: MailKind, caseRef: CaseRef | null): Verdict {
    return {
      outcome,
      reason,
      mailKind,
      case: caseRef,
      basedOn: this.basedOn,
      changes: this.changes,
      evidence: this.evidence,
    };
  }
}

/** Ref of a draft that stands for no case: a mail that only asks. */
export const NO_CASE = 0;

export class Draft {
  readonly ref: CaseRef;
  readonly decision: Decision;
  /** The case as it will stand. */
  readonly case: Case;

  constructor(decision: Decision, ref: CaseRef, working: Case) {
    this.decision = decision;
    this.ref = ref;
    this.case = working;
  }

  /** Sets a field; setting what stands already changes nothing. */
  set<F extends SettableField>(field: F, to: Case[F], actor: string): boolean {
    const from = this.case[field];
    if (same(from, to)) return false;
    this.case[field] = to;
    this.decision.changes.push({ do: "set", case: this.ref, field, from, to, actor });
    return true;
  }

  /** Tells something in the case's history that no field holds. */
  record(field: string, from: string | null, to: string | null, actor: string): void {
    this.decision.changes.push({ do: "recordHistory", case: this.ref, actor, field, from, to });
  }

  addMessage(message: NewMessage): `new:${string}` {
    const key = this.decision.newKey("message");
    this.decision.changes.push({ do: "addMessage", case: this.ref, as: key, message });
    return key;
  }

  addParticipant(address: string, name: string | null, role: ParticipantRole, actor: string): void {
    this.case.participants = [
      ...this.case.participants.filter((one) => one.address !== address),
      { address, name, role },
    ];
    this.decision.changes.push({ do: "addParticipant", case: this.ref, address, name, role, actor });
  }

  removeParticipant(address: string, actor: string): void {
    this.case.participants = this.case.participants.filter((one) => one.address !== address);
    this.decision.changes.push({ do: "removeParticipant", case: this.ref, address, actor });
  }

  startClock(kind: ClockKind, dueAt: Date): void {
    this.decision.changes.push({ do: "startClock", case: this.ref, kind, dueAt });
  }

  cancelClocks(kinds: ClockKind[]): void {
    this.decision.changes.push({ do: "cancelClocks", case: this.ref, kinds });
  }

  suppress(notices: OwedNotice["notice"][], reason: string): void {
    this.decision.changes.push({ do: "suppress", case: this.ref, notices, reason });
  }
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, at) => one === b[at]);
  return a === b;
}

/** A case as it is before anything is known of it but where it came in. */
export function blankCase(fields: Omit<NewCase, "also">): Case {
  return {
    id: 0,
    number: 0,
    version: 0,
    type: "incident",
    kind: null,
    category: null,
    service: null,
    place: null,
    priority: null,
    impact: null,
    urgency: null,
    agent: null,
    requesterWritesFrom: null,
    reporter: null,
    participants: [],
    links: [],
    mergedInto: null,
    promisedBy: null,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    reopenCount: 0,
    solution: null,
    uncheckedSolver: null,
    escalatedTo: null,
    unconfirmedTeam: null,
    closingCode: null,
    timeSpentMinutes: 0,
    rating: null,
    tags: [],
    serviceLevel: null,
    order: null,
    deliverBy: null,
    questions: [],
    mailbox: fields.mailbox,
    status: fields.status,
    subject: fields.subject,
    language: fields.language,
    team: fields.team,
    owner: fields.owner,
    requester: fields.requester,
    requesterName: fields.requesterName,
    openedAt: fields.openedAt,
  };
}
