/** Processes an accepted mail in this process, by the workers' own flow, and says what became of it. */
import { setTimeout as delay } from "node:timers/promises";
import type { App } from "../app.ts";
import type { InboundView } from "../store/views.ts";

const LOOK_EVERY_MS = 200;
/** A mail waits for earlier ones of its conversation for two minutes at most (DESIGN, decision 6). */
const PATIENCE_MS = 150_000;

/**
 * Resolves when the mail is decided on, by us or by a worker that was faster; as `received` when it failed and is tried again
 * later, or when nobody could take it in time.
 */
export async function processNow(app: App, inboundId: number): Promise<InboundView> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const attempt = await app.processInbound(inboundId);
    const mail = await app.store.read.showInbound(inboundId);
    if (mail === null) throw new Error(`mail ${inboundId} is gone`);
    const isHeldUp = attempt === "waiting" || attempt === "busy";
    if (mail.state !== "received" || !isHeldUp || Date.now() > deadline) return mail;
    await delay(LOOK_EVERY_MS);
  }
}
