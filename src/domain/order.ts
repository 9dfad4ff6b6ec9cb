/** Orders (P26): a case asks for an item of the catalogue, its requester is promised a day, and help with setting it up is offered. */
import { type Action, changed, refuse } from "./command-run.ts";
import type { Draft } from "./decision.ts";
import type { Desk } from "./desk.ts";
import type { OrderItem } from "./desk-orders.ts";
import { toRequester } from "./notify.ts";
import { workingCalendar } from "./working-time.ts";

/** What people write to take an order back. */
const NOTHING = /^(?:-|–|none|nothing|ingen|intet|geen|niets|ninguno|nada|无|没有)$/iu;

/** By its name, however it is capitalised; null for what is not in the catalogue any more. */
export function findOrder(desk: Desk, wanted: string | null): OrderItem | null {
  return desk.orders.find((item) => item.name === wanted?.trim().toLowerCase()) ?? null;
}

/** Puts the item on the case, and by when it is delivered; says nothing to anybody. */
function placeOrder(draft: Draft, desk: Desk, item: OrderItem, from: Date, actor: string): void {
  draft.set("order", item.name, actor);
  draft.set("type", "service_request", actor);
  if (item.category !== undefined && draft.case.category === null)
    draft.set("category", item.category, actor);
  const calendar = workingCalendar(desk, draft.case.team);
  draft.set("deliverBy", calendar.addWorkingDays(from, item.deliveryWorkingDays), actor);
}

/** What a rule put on a case that opens; a name that the catalogue has no more promises nothing. */
export function followOrder(draft: Draft, desk: Desk, from: Date): void {
  const item = findOrder(desk, draft.case.order);
  if (item && draft.case.deliverBy === null) placeOrder(draft, desk, item, from, "desk");
}

/** The order as the mail says it that is about to be owed, and a look at it before it is late; null without an order. */
export function promiseDelivery(
  draft: Draft,
  desk: Desk,
  from: Date,
): { name: string; deliverBy: string } | null {
  const { order, deliverBy } = draft.case;
  if (order === null || deliverBy === null) return null;
  const { tellAtPercent } = desk.delays;
  if (tellAtPercent !== "never") {
    const calendar = workingCalendar(desk, draft.case.team);
    const whole = calendar.workingBetween(from, deliverBy);
    draft.startClock("delay_delivery", calendar.addWorking(from, Math.floor((whole * tellAtPercent) / 100)));
  }
  return { name: order, deliverBy: deliverBy.toISOString() };
}

/** `#order NAME`, `#order none`. The requester hears of it by a mail of its own, or by the receipt for a case that this opens. */
export const orderItem: Action = (run, command) => {
  const { draft, desk, agent, now } = run;
  const value = command.value ?? "";
  const before = draft.case.order;
  if (NOTHING.test(value.trim())) {
    forgetOrder(draft, agent.address);
    run.undoable ||= before !== null;
    return changed(run, "order", before, null);
  }
  const item = findOrder(desk, value);
  if (!item) {
    const allowed = desk.orders.map((one) => one.name).join(", ") || "–";
    return refuse(run, "value_unknown", "value_unknown", { value, allowed });
  }
  placeOrder(draft, desk, item, now, agent.address);
  run.undoable = true;
  if (run.caseFacts) run.afterText.push(() => tellOrdered(draft, desk, now));
  return changed(run, "order", before, item.name);
};

function forgetOrder(draft: Draft, actor: string): void {
  draft.set("order", null, actor);
  draft.set("deliverBy", null, actor);
  draft.cancelClocks(["delay_delivery"]);
  draft.suppress(["ordered"], "order_taken_back");
}

function tellOrdered(draft: Draft, desk: Desk, now: Date): void {
  const requester = toRequester(draft.case);
  const order = requester && promiseDelivery(draft, desk, now);
  if (!requester || !order) return;
  draft.suppress(["ordered"], "order_changed");
  draft.decision.owe({
    notice: "ordered",
    data: order,
    case: draft.ref,
    mailbox: draft.case.mailbox,
    message: null,
    notBefore: null,
    ...requester,
  });
}

/** After an undo: what is ordered again is looked at again, what is not is not. */
export function resumeDelivery(draft: Draft, desk: Desk, now: Date): void {
  draft.suppress(["ordered"], "undone");
  draft.cancelClocks(["delay_delivery"]);
  promiseDelivery(draft, desk, now);
}
