/** Where in the YAML text a path stands: always some place, the nearest enclosing one when the path itself is not written. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
} from "yaml";

export interface Place {
  line: number;
  column: number;
}

/** `key`: the place of the last key itself (for a key that should not be there), else of its value. */
export function locate(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  at: "key" | "value" = "value",
): Place {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    const pair = child(document, node, part);
    if (pair === null) break;
    const isLast = depth === path.length - 1;
    const keyOffset = startOf(pair.key);
    const valueOffset = startOf(pair.value);
    offset = (isLast && at === "key" ? keyOffset : (valueOffset ?? keyOffset)) ?? offset;
    node = pair.value;
  }
  return placeAt(lines, offset);
}

/** @param offset in characters from the beginning of the text. */
export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}

function child(
  document: Document,
  node: unknown,
  part: PropertyKey,
): { key: unknown; value: unknown } | null {
  const real = isAlias(node) ? node.resolve(document as Document.Parsed) : node;
  if (isSeq(real)) {
    const item = real.items[Number(part)];
    return item === undefined ? null : { key: item, value: item };
  }
  if (!isMap(real)) return null;
  // Of a key written twice, the last one counts.
  const pair = real.items.findLast(
    (item: Pair) => isScalar(item.key) && String(item.key.value) === String(part),
  );
  return pair === undefined ? null : { key: pair.key, value: pair.value };
}

function startOf(node: unknown): number | null {
  return isNode(node) ? ((node as Node).range?.[0] ?? null) : null;
}
