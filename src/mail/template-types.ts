/** What a name in a template stands for, told from the zod type of the notice's context. */
import { z } from "zod";

/** The type of a value in a template; helpers' results and literals are plain strings. */
export type ValueType = z.ZodType;

export const TEXT: ValueType = z.string();
export const FLAG: ValueType = z.boolean();

/** Names visible in a block: what stands there, and further names that a partial was handed. */
export interface Names {
  here: ValueType;
  handed: ReadonlyMap<string, ValueType>;
  /** What `../` leads to. */
  outer: Names | null;
}

export type Lookup = { found: ValueType } | { missing: string };

/** Follows a path such as `../requester.name`. */
export function lookUp(names: Names, depth: number, parts: readonly string[]): Lookup {
  let from: Names | null = names;
  for (let up = 0; up < depth; up++) from = from?.outer ?? null;
  if (!from) return { missing: `${"../".repeat(depth)} leads out of the template` };
  let type: ValueType = from.here;
  for (const [index, part] of parts.entries()) {
    const handed = index === 0 ? from.handed.get(part) : undefined;
    const next = handed ?? member(type, part);
    if (!next) return { missing: `${parts.slice(0, index + 1).join(".")} is not among the names here` };
    type = next;
  }
  return { found: type };
}

/** Without what makes it nullable: whether something is there is a template's own question to ask. */
export function bare(type: ValueType): ValueType {
  return type instanceof z.ZodNullable || type instanceof z.ZodOptional
    ? bare(type.unwrap() as ValueType)
    : type;
}

function member(type: ValueType, name: string): ValueType | null {
  const inner = bare(type);
  if (inner instanceof z.ZodArray) return name === "length" ? z.number() : null;
  if (inner instanceof z.ZodObject) {
    const shape: Record<string, ValueType> = inner.shape;
    return Object.hasOwn(shape, name) ? (shape[name] ?? null) : null;
  }
  return null;
}

export function elementOf(type: ValueType): ValueType | null {
  const inner = bare(type);
  return inner instanceof z.ZodArray ? (inner.element as ValueType) : null;
}

/** The codes that a value may have; null for free text. */
export function codesOf(type: ValueType): string[] | null {
  const inner = bare(type);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : null;
}

/** Whether it reads as something when printed. */
export function isPrintable(type: ValueType): boolean {
  const inner = bare(type);
  return inner instanceof z.ZodString || inner instanceof z.ZodNumber || inner instanceof z.ZodEnum;
}
