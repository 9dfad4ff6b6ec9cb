/** Items of the catalogue that could not be used: two of one name, in a category that nobody can set, in languages without templates. Pure. */
import { checkLanguages, isAreaOrKind } from "./guide-faults.ts";
import { unique } from "./names.ts";
import { items, type Report, textAt, textsAt, type View } from "./view.ts";

export function orderFaults({ raw }: View, languages: readonly string[] | null, report: Report): void {
  const categories = textsAt(raw, ["categories"]).map((one) => one.value);
  const all = items(raw, ["orders"]);
  unique(
    all.flatMap((item) => textAt(raw, [...item.path, "name"]) ?? []),
    "duplicate_name",
    report,
  );
  for (const item of all) {
    checkLanguages(raw, [...item.path, "title"], languages, report);
    const category = textAt(raw, [...item.path, "category"]);
    if (category === null || categories.length === 0 || isAreaOrKind(category.value, categories)) continue;
    report(category.path, "unknown_category", `"${category.value}"`, categories.join(", "));
  }
}
