/**
 * Whoever is woken for a received or an owed mail works off everything else that is due, too. So of many mails due now a few wakes are
 * enough, and the queue does not become what the desk spends its time on.
 */
import type { Wake } from "./ports.ts";

/** Workers that should hear of a heap of mail; more than one, since one of them may be held up. */
const MOST = 3;
/** So many mails are worth a second worker. */
const HEAP = 64;

/** These wakes without most of those that are for the same queue now; what has a time of its own stays. */
export function fewWakes(wakes: readonly Wake[]): Wake[] {
  const due = ({ at, queue }: Wake) => at === null && (queue === "intake" || queue === "outbox");
  const kept = (["intake", "outbox"] as const).flatMap((queue) =>
    spread(wakes.filter((wake) => due(wake) && wake.queue === queue)),
  );
  return [...kept, ...wakes.filter((wake) => !due(wake))];
}

function spread(wakes: Wake[]): Wake[] {
  const count = Math.min(MOST, Math.ceil(wakes.length / HEAP));
  return Array.from({ length: count }, (_, at) => wakes[Math.floor((at * wakes.length) / count)] as Wake);
}
