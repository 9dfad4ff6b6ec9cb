/**
 * A desk over a real database whose time a test sets. It has no queue: everything that is due is found as the sweep finds it, which is
 * how a desk whose queue was wiped goes on.
 */
import { join } from "node:path";
import type { DeskFile } from "../../src/domain/desk.ts";
import type { ParsedMail } from "../../src/domain/message.ts";
import { createDelivery } from "../../src/flows/deliver-outbox.ts";
import { createClockwork } from "../../src/flows/fire-clock.ts";
import type { Wake } from "../../src/flows/ports.ts";
import { createIntake } from "../../src/flows/receive-mail.ts";
import { createReminding } from "../../src/flows/send-reminders.ts";
import { composeMail, readBack } from "../../src/mail/compose.ts";
import { contentHash } from "../../src/mail/content-hash.ts";
import { parseMail } from "../../src/mail/parse-mail.ts";
import { createMailParser } from "../../src/mail/parse-threads.ts";
import { createRenderer } from "../../src/mail/render.ts";
import { projectRoot } from "./build.ts";
import { silentLog } from "./database.ts";
import { aDesk } from "./facts.ts";
import { type Letter, letter } from "./letters.ts";
import { openTestStore, type TestStore } from "./store.ts";

export interface SentMail {
  at: Date;
  to: string;
  mail: ParsedMail;
}

export interface TimedDesk {
  store: TestStore;
  /** Oldest first. */
  sent: SentMail[];
  /** While true SMTP takes no mail. */
  refuses: boolean;
  /** Takes in a mail that was received at this instant, does what follows, and stays at that instant. */
  receive(written: Letter, at: string): Promise<void>;
  /** As `receive`, but nobody is there to process it. */
  leave(written: Letter, at: string): Promise<void>;
  /** Lets this instant come with nobody at work before it, and does all that is due then. */
  wakeUpAt(at: string): Promise<void>;
  /** The clocks that fire, `workers` at a time for each. */
  workers: number;
  end(): Promise<void>;
}

export async function openTimedDesk(overrides: Partial<DeskFile>): Promise<TimedDesk> {
  const store = await openTestStore(aDesk(overrides));
  const parser = createMailParser(silentLog);
  const renderer = createRenderer(join(projectRoot, "templates"), store.desk.desk.language);
  let now = new Date(0);
  const ports = {
    desk: store.desk,
    alarm: { wake: async () => {} },
    log: silentLog,
    now: () => now,
  };
  const intake = createIntake({
    ...ports,
    languages: renderer.languages,
    store: store.intake,
    read: parser.read,
    isSigned: async () => false,
    contentHash,
  });
  const delivery = createDelivery({
    ...ports,
    renderer,
    composer: { compose: composeMail, readBack },
    tokens: store.tokens,
    store: store.outbox,
    transport: {
      async send({ to, bytes }) {
        if (timed.refuses) throw new Error("SMTP is away");
        timed.sent.push({ at: now, to, mail: await parseMail(bytes) });
        return { response: "250 kept", messageId: null };
      },
    },
    sentCopies: null,
  });
  const clockwork = createClockwork({ ...ports, store: store.clocks });
  const reminding = createReminding({ ...ports, store: store.reminders });

  const work = async ({ queue, id }: Wake): Promise<unknown> => {
    if (queue === "intake") return intake.process(id);
    if (queue === "outbox") return delivery.deliver(id);
    if (queue === "reminder") return reminding.remind(id);
    if (queue !== "clock") throw new Error(`nobody works for ${queue}`);
    return Promise.all(Array.from({ length: timed.workers }, () => clockwork.fire(id)));
  };
  /** All that is due; what that makes due at once is found a millisecond later. */
  const catchUp = async () => {
    for (;;) {
      now = new Date(now.getTime() + 1);
      // When a mail was stored the database's own clock tells, which no test sets.
      const mails = await store.intake.listReady(now, 0, 100);
      for (const { id } of mails) await intake.process(id);
      const due = (await store.sweep.findForgotten(now, 500, 0)).filter((wake) => wake.at === null);
      if (due.length === 0 && mails.length === 0) return;
      for (const wake of due) await work(wake);
    }
  };

  const timed: TimedDesk = {
    store,
    sent: [],
    refuses: false,
    workers: 1,
    async leave(written, at) {
      now = new Date(at);
      await store.take(await letter(written), now);
    },
    async receive(written, at) {
      await timed.leave(written, at);
      await catchUp();
    },
    async wakeUpAt(at) {
      now = new Date(at);
      await catchUp();
    },
    async end() {
      await parser.close();
      await store.end();
    },
  };
  return timed;
}
