/** The desk's memory as one object: what app.ts constructs over a pool, and closes before it. */
import type { Desk } from "../domain/desk.ts";
import { messageIdFor } from "../domain/evidence.ts";
import type {
  AlertStore,
  ClockStore,
  DigestStore,
  Locks,
  QuarantineStore,
  RefreshTokenStore,
  ReminderStore,
  SweepStore,
} from "../flows/ports.ts";
import type { AcceptStore, IntakeStore } from "../flows/ports-receiving.ts";
import type { AttachmentBytes, OutboxStore } from "../flows/ports-sending.ts";
import type { WebhookStore } from "../flows/ports-webhooks.ts";
import type { TokenMaker } from "../token.ts";
import { createAcceptStore } from "./accept.ts";
import { createAlertStore } from "./alerts.ts";
import { createClockStore } from "./clocks.ts";
import { createDigestStore } from "./digests.ts";
import { createFreshMails } from "./fresh-mails.ts";
import { createIntakeStore } from "./intake.ts";
import { createLocks } from "./locks.ts";
import { createOutboxStore } from "./outbox.ts";
import type { Pool } from "./pool.ts";
import { createQuarantineStore } from "./quarantine.ts";
import { createReadModels, type ReadModels } from "./read-models.ts";
import { createRefreshTokenStore } from "./refresh-tokens.ts";
import { createReminderStore } from "./reminders.ts";
import { createSweepStore } from "./sweep.ts";
import { createWebhookStore } from "./webhooks.ts";

export interface Store {
  accept: AcceptStore;
  intake: IntakeStore;
  outbox: OutboxStore;
  clocks: ClockStore;
  reminders: ReminderStore;
  digests: DigestStore;
  webhooks: WebhookStore;
  sweep: SweepStore;
  locks: Locks;
  alerts: AlertStore;
  quarantine: QuarantineStore;
  refreshTokens: RefreshTokenStore;
  read: ReadModels;
  /** Closes what the store opened beside the pool; the pool is the caller's. */
  close(): Promise<void>;
}

export interface StoreOptions {
  pool: Pool;
  desk: Desk;
  tokens: TokenMaker;
  /** Every attachment of a raw mail, in its order. */
  attachmentBytes(raw: Buffer): Promise<AttachmentBytes[]>;
}

export function createStore(options: StoreOptions): Store {
  const { pool, desk, tokens } = options;
  const locks = createLocks(pool);
  const fresh = createFreshMails();
  return {
    accept: createAcceptStore(pool, fresh),
    intake: createIntakeStore(pool, tokens, fresh),
    outbox: createOutboxStore({ ...options, locks }),
    clocks: createClockStore(pool, tokens),
    reminders: createReminderStore(pool, tokens),
    digests: createDigestStore(pool, tokens),
    webhooks: createWebhookStore(pool),
    sweep: createSweepStore(pool),
    locks,
    alerts: createAlertStore(pool, tokens),
    quarantine: createQuarantineStore(pool, tokens),
    refreshTokens: createRefreshTokenStore(pool),
    read: createReadModels(pool, desk, messageIdOf(desk, tokens)),
    close: () => locks.close(),
  };
}

/** A notice's Message-ID; a mailbox that is gone from desk.yaml had the desk's own domain for all we know. */
export function messageIdOf(desk: Desk, tokens: TokenMaker): (nonce: Buffer, mailbox: string) => string {
  return (nonce, name) => {
    const mailbox = desk.mailboxes.find((box) => box.name === name) ?? desk.mailboxes[0];
    if (!mailbox) throw new Error("a desk without mailboxes");
    return messageIdFor(mailbox, tokens.token(nonce));
  };
}
