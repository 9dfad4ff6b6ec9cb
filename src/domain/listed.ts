/** Values that desk.yaml lists, as people write them: case and the blanks around a slash make no difference, the file's spelling wins. */

export function foldListed(value: string): string {
  return value
    .toLowerCase()
    .replace(/\s*\/\s*/g, "/")
    .trim();
}

/** As the list spells it; null where it is not on the list. Where nothing is listed, any value is as good as written. */
export function findListed(list: readonly string[], value: string): string | null {
  if (list.length === 0) return value;
  return list.find((one) => foldListed(one) === foldListed(value)) ?? null;
}

/** Whether a category is this one, or a kind in this area. */
export function isWithin(category: string | null, area: string): boolean {
  if (category === null) return false;
  const folded = foldListed(category);
  return folded === foldListed(area) || folded.startsWith(`${foldListed(area)}/`);
}
