/** Question guides that could not be used: for categories that nobody can set, two for one, in languages without templates. Pure. */
import { didYouMean } from "./fault.ts";
import { isRecord, items, type Report, textAt, textsAt, type View, valueAt } from "./view.ts";

export function guideFaults({ raw }: View, languages: readonly string[] | null, report: Report): void {
  const categories = textsAt(raw, ["categories"]).map((one) => one.value);
  const seen = new Set<string>();
  for (const guide of items(raw, ["guides"])) {
    const category = textAt(raw, [...guide.path, "category"]);
    const key = (category?.value ?? "").toLowerCase();
    if (seen.has(key)) {
      const found =
        category === null ? "a second guide without a category" : `"${category.value}" has a guide already`;
      report(category?.path ?? guide.path, "duplicate_guide", found, "one guide each");
    }
    seen.add(key);
    if (category !== null && categories.length > 0 && !isAreaOrKind(category.value, categories)) {
      const areas = categories.flatMap(areasOf);
      const hint = didYouMean(category.value, [...new Set(areas)]);
      report(
        category.path,
        "unknown_category",
        `"${category.value}"`,
        "one of categories, or an area of them",
        hint,
      );
    }
    for (const question of items(raw, [...guide.path, "questions"])) {
      checkLanguages(raw, [...question.path, "ask"], languages, report);
    }
  }
}

/** Of `{ en: …, da: … }` each language must have templates, else nobody would ever read it. */
export function checkLanguages(
  raw: unknown,
  path: PropertyKey[],
  languages: readonly string[] | null,
  report: Report,
): void {
  const text = valueAt(raw, path);
  if (!isRecord(text) || languages === null) return;
  for (const language of Object.keys(text)) {
    if (languages.includes(language)) continue;
    const found = `there is no folder templates/${language}`;
    report([...path, language], "unknown_language", found, languages.join(", "));
  }
}

/** `Hardware`, `Hardware/Printer` of `Hardware/Printer`. */
function areasOf(category: string): string[] {
  const parts = category.split("/");
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

export function isAreaOrKind(wanted: string, categories: readonly string[]): boolean {
  const fold = (text: string) => text.toLowerCase();
  return categories.flatMap(areasOf).some((area) => fold(area) === fold(wanted));
}
