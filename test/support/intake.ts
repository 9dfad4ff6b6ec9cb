/** The flow that processes accepted mail, over a test's store and parser, with nobody to wake. */
import { createIntake, type Intake } from "../../src/flows/receive-mail.ts";
import { contentHash } from "../../src/mail/content-hash.ts";
import type { MailParser } from "../../src/mail/parse-threads.ts";
import { silentLog } from "./database.ts";
import { NOW } from "./facts.ts";
import type { TestStore } from "./store.ts";

export function anIntake(store: TestStore, { read }: MailParser): Intake {
  return createIntake({
    desk: store.desk,
    languages: ["en", "da"],
    store: store.intake,
    read,
    isSigned: async () => false,
    contentHash,
    alarm: { wake: async () => {} },
    log: silentLog,
    now: () => NOW,
  });
}
