/** Tells the operator by mail what needs a hand (a login refused, a certificate about to end): once a day a fault. The log has it from whoever met it. */

import type { Verdict } from "../domain/change.ts";
import type { Desk } from "../domain/desk.ts";
import { oneLine } from "../errors.ts";
import type { AlarmClock, AlertStore, Logger } from "./ports.ts";

export interface Alert {
  /** Reason code: `imap_login_refused`, … */
  code: string;
  /** What it is about: a mailbox's name, `smtp`, … */
  subject: string;
  /** What happened, as a sentence. */
  explanation: string;
  /** What to do about it. */
  hint: string;
}

export interface OperatorPorts {
  desk: Desk;
  store: AlertStore;
  alarm: AlarmClock;
  log: Logger;
  now(): Date;
}

export interface Operator {
  /** Returns at once: whoever meets a fault has other work to do than to report it. */
  raise(alert: Alert): void;
  /** Resolves when every alert raised so far is stored or given up. */
  settled(): Promise<void>;
}

export function createOperator(ports: OperatorPorts): Operator {
  const underway = new Set<Promise<void>>();
  return {
    raise(alert) {
      const telling = tell(ports, alert).catch((error: unknown) => {
        ports.log.warn({ code: alert.code, error }, `the operator could not be told: ${oneLine(error)}`);
      });
      underway.add(telling);
      void telling.then(() => underway.delete(telling));
    },
    async settled() {
      await Promise.all(underway);
    },
  };
}

async function tell({ desk, store, alarm, log, now }: OperatorPorts, alert: Alert): Promise<void> {
  const verdict = alertVerdict(desk, alert);
  if (verdict === null) return;
  const { code, subject } = alert;
  const wakes = await store.tellOnce(code, subject, now(), verdict);
  if (wakes.length > 0) log.info({ code, subject }, `${subject}: the operator is told of ${code}`);
  await alarm.wake(wakes);
}

/** One mail to `desk.operator`; null where the desk names none. */
function alertVerdict(desk: Desk, alert: Alert): Verdict | null {
  const address = desk.desk.operator;
  const [mailbox] = desk.mailboxes;
  if (address === undefined || mailbox === undefined) return null;
  return {
    outcome: "processed",
    reason: "operator_told",
    mailKind: "human",
    case: null,
    basedOn: [],
    evidence: [],
    changes: [
      {
        do: "owe",
        notice: {
          notice: "operator_alert",
          data: { ...alert },
          key: "operator",
          case: null,
          mailbox: mailbox.name,
          audience: "operator",
          to: { address, name: null },
          language: desk.desk.language,
          message: null,
          notBefore: null,
        },
      },
    ],
  };
}
