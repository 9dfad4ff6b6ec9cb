/** Names that desk.yaml gives and uses: each is given once, and what is used is given. Pure. */
import { didYouMean } from "./fault.ts";
import { addressKey, type Item, type Report } from "./view.ts";

export function namesOf(sections: Item[]): string[] {
  return sections.flatMap((item) => (typeof item.value.name === "string" ? [item.value.name] : []));
}

export function known(item: Item<string> | null, what: string, names: string[], report: Report): void {
  if (item === null || names.includes(item.value)) return;
  const allowed = names.length > 0 ? names.join(", ") : `none, since no ${what} is defined`;
  report(
    item.path,
    `unknown_${what}`,
    `no ${what} is named "${item.value}"`,
    allowed,
    didYouMean(item.value, names),
  );
}

export function unique(named: Item<string>[], code: string, report: Report): void {
  const seen = new Set<string>();
  for (const item of named) {
    const key = addressKey(item.value);
    if (seen.has(key)) report(item.path, code, `"${item.value}" stands here a second time`, "each only once");
    seen.add(key);
  }
}
