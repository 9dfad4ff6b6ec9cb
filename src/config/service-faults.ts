/** Service levels that cannot be kept: calendars and categories that desk.yaml does not have, targets that promise nothing. Pure. */
import { ALWAYS_OPEN } from "../domain/desk.ts";
import { known, namesOf, unique } from "./names.ts";
import { type Item, isRecord, items, type Report, textAt, textsAt, type View } from "./view.ts";

export function serviceFaults({ raw, calendars }: View, report: Report): void {
  const levels = items(raw, ["serviceLevels"]).filter((item): item is Item => isRecord(item.value));
  unique(
    levels.flatMap((item) => textAt(raw, [...item.path, "name"]) ?? []),
    "duplicate_name",
    report,
  );
  // A case has one policy: the second to claim its category would never be asked.
  unique(
    levels.flatMap((item) => textsAt(raw, [...item.path, "categories"])),
    "duplicate_category",
    report,
  );
  const calendarNames = [...namesOf(calendars), ALWAYS_OPEN.name];
  const categories = categoryNames(raw);
  for (const { path, value } of levels) {
    known(textAt(raw, [...path, "calendar"]), "calendar", calendarNames, report);
    for (const category of textsAt(raw, [...path, "categories"])) {
      if (categories.length > 0) known(category, "category", categories, report);
    }
    checkTargets(raw, [...path, "targets"], value.targets, calendarNames, report);
  }
}

function checkTargets(
  raw: unknown,
  path: PropertyKey[],
  targets: unknown,
  calendarNames: string[],
  report: Report,
): void {
  if (!isRecord(targets)) return;
  const hint = "write for example default: { firstResponse: 4h, resolution: 16h }";
  if (Object.keys(targets).length === 0) report(path, "no_targets", "promises nothing", null, hint);
  for (const [priority, target] of Object.entries(targets)) {
    if (!isRecord(target)) continue;
    const own = [...path, priority];
    known(textAt(raw, [...own, "calendar"]), "calendar", calendarNames, report);
    const promises = Object.keys(target).filter((key) => key !== "calendar");
    if (promises.length === 0) {
      report(own, "no_targets", "promises nothing", "firstResponse, resolution, nextUpdate", null);
    }
  }
}

/** `Area/Kind` and, for all kinds of it, `Area`; empty: any text is a category. */
function categoryNames(raw: unknown): string[] {
  const whole = textsAt(raw, ["categories"]).map((item) => item.value);
  return [...new Set(whole.flatMap((one) => [one, one.split("/")[0] ?? one]))];
}
