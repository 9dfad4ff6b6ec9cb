/** Turns what zod found in desk.yaml into faults that say what stands there and what may stand there. Pure. */
import { z } from "zod";
import { deskSchema } from "../domain/desk.ts";
import { didYouMean } from "./fault.ts";
import { secretHint } from "./secret-names.ts";
import { isRecord, type PlacelessFault, valueAt } from "./view.ts";

type JsonSchema = z.core.JSONSchema.JSONSchema;
type Issue = z.core.$ZodIssue;

/** JSON Schema (draft 7) of desk.yaml as written, for editors; from the same definitions that check it. */
export function deskJsonSchema(): JsonSchema {
  return {
    ...z.toJSONSchema(deskSchema, { io: "input", target: "draft-7" }),
    title: "desk.yaml of Deskpost",
  };
}

/** @param raw desk.yaml as plain data. */
export function schemaFaults(raw: unknown): PlacelessFault[] {
  const result = deskSchema.safeParse(raw);
  if (result.success) return [];
  const root = deskJsonSchema();
  return result.error.issues.flatMap((issue) => explain(issue, [], root, raw));
}

function explain(issue: Issue, prefix: PropertyKey[], root: JsonSchema, raw: unknown): PlacelessFault[] {
  const path = [...prefix, ...issue.path];
  const value = valueAt(raw, path);
  const allowed = describeSchema(schemaAt(root, path, raw));
  const fault = (code: string, found: string, what: string | null, hint: string | null = null) => [
    { path, at: "value" as const, code, found, allowed: what, hint },
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], schemaAt(root, path, raw), raw));
    case "invalid_union":
      return explainUnion(issue, path, root, raw);
    case "invalid_key":
      return [
        {
          path,
          at: "key",
          code: "wrong_key",
          found: `found the key "${String(path.at(-1))}"`,
          allowed: issue.issues[0]?.message ?? null,
          hint: null,
        },
      ];
    case "invalid_format":
    case "custom":
      return fault("wrong_value", `found ${describeValue(value)}`, issue.message);
    default:
      if (value === undefined) return fault("missing", "is missing", allowed);
      if (value === null) return fault("empty", "is empty", allowed, "give it a value or take the line out");
      return fault(
        issue.code === "invalid_type" ? "wrong_type" : "wrong_value",
        `found ${describeValue(value)}`,
        allowed,
        typeof value === "string"
          ? didYouMean(value, optionsOf(schemaAt(root, path, raw)))
          : numberHint(issue, value),
      );
  }
}

/** A number where text belongs was written without quotes. */
function numberHint(issue: Issue, value: unknown): string | null {
  const wantsText = issue.code === "invalid_type" && issue.expected === "string";
  return wantsText && typeof value === "number" ? `write "${value}"` : null;
}

function unknownKey(path: PropertyKey[], schema: JsonSchema | null, raw: unknown): PlacelessFault {
  const key = String(path.at(-1));
  const known = schema === null ? [] : keysOf(schema);
  const secret = secretHint(path, raw);
  return {
    path,
    at: "key",
    code: secret === null ? "unknown_key" : "secret_in_file",
    found: secret === null ? `found the unknown key "${key}"` : `found "${key}", which looks like a secret`,
    allowed: secret === null && known.length > 0 ? known.join(", ") : null,
    hint: secret ?? didYouMean(key, known),
  };
}

/**
 * Of a choice between shapes, the faults of the one that was most likely meant: the shape of the same type that shares a key
 * with what was written. Where none is nearer than the others, the choices themselves.
 */
function explainUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: PropertyKey[],
  root: JsonSchema,
  raw: unknown,
): PlacelessFault[] {
  const value = valueAt(raw, path);
  const schema = schemaAt(root, path, raw, "union");
  if (Array.isArray(value)) {
    const lists = issue.errors.filter(
      (_, at) => (schema?.anyOf?.[at] as JsonSchema | undefined)?.type === "array",
    );
    if (lists.length === 1) return (lists[0] ?? []).flatMap((inner) => explain(inner, path, root, raw));
  }
  if (isRecord(value)) {
    const written = Object.keys(value);
    const secrets = written.map((key) => unknownKey([...path, key], null, raw));
    const near = issue.errors
      .map((issues, index) => ({ issues, keys: keysOf(schema?.anyOf?.[index] as JsonSchema) }))
      .filter((branch) => branch.keys.some((key) => written.includes(key)));
    const only = near.length === 1 ? near[0] : undefined;
    if (only !== undefined) return only.issues.flatMap((inner) => explain(inner, path, root, raw));
    if (secrets.some((fault) => fault.code === "secret_in_file")) {
      return secrets.filter((fault) => fault.code === "secret_in_file");
    }
  }
  const found =
    value === undefined ? "is missing" : value === null ? "is empty" : `found ${describeValue(value)}`;
  const written = isRecord(value) ? (Object.keys(value)[0] ?? "") : typeof value === "string" ? value : "";
  const options = schema === null ? [] : [...optionsOf(schema), ...keysOf(schema)];
  return [
    {
      path,
      at: "value",
      code: value === undefined ? "missing" : value === null ? "empty" : "wrong_value",
      found: isRecord(value) ? `found a section with ${Object.keys(value).join(", ") || "no key"}` : found,
      allowed: describeSchema(schema),
      hint: written === "" || options.includes(written) ? null : didYouMean(written, options),
    },
  ];
}

/** What was found, in words. Long text is cut, and a password inside a URL is left out. */
function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing";
  if (typeof value === "string") {
    const text = value.replace(/\/\/[^/@\s]*@/g, "//…@");
    return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
  }
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a section";
  return String(value);
}

function describeSchema(schema: JsonSchema | null): string | null {
  if (schema === null) return null;
  if (schema.anyOf) {
    return schema.anyOf.map((option) => describeSchema(option as JsonSchema)).join(", or ");
  }
  const options = optionsOf(schema);
  if (options.length > 0) return options.join(", ");
  switch (schema.type) {
    case "boolean":
      return "true, false";
    case "integer":
    case "number":
      return describeNumber(schema);
    case "array":
      return (schema.minItems ?? 0) > 0 ? "a list with at least one item" : "a list";
    case "object": {
      const keys = keysOf(schema);
      return keys.length > 0 ? `a section with ${keys.join(", ")}` : "a section";
    }
    default:
      return schema.description ?? "a text";
  }
}

function describeNumber(schema: JsonSchema): string {
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) {
    return `a whole number from ${minimum} to ${maximum}`;
  }
  return minimum === undefined ? "a whole number" : `a whole number of at least ${minimum}`;
}

function optionsOf(schema: JsonSchema | null): string[] {
  if (schema === null) return [];
  if (schema.anyOf) return schema.anyOf.flatMap((option) => optionsOf(option as JsonSchema));
  if (schema.const !== undefined) return [String(schema.const)];
  return (schema.enum ?? []).map(String);
}

function keysOf(schema: JsonSchema | undefined): string[] {
  if (schema?.anyOf) return schema.anyOf.flatMap((option) => keysOf(option as JsonSchema));
  return Object.keys(schema?.properties ?? {});
}

/**
 * The definition of what stands at a path; null off the map. In a choice between shapes, the one that knows the next key, or at
 * the end of the path the shape that shares a key with what was written (`union`: the whole choice).
 */
function schemaAt(
  root: JsonSchema,
  path: PropertyKey[],
  raw: unknown,
  end: "shape" | "union" = "shape",
): JsonSchema | null {
  let schema: JsonSchema | null = root;
  for (const [depth, part] of path.entries()) {
    schema = resolve(root, step(schema, part));
    if (schema === null) return null;
    if (depth === path.length - 1 && end === "shape" && schema.anyOf) {
      const value = valueAt(raw, path);
      const shared = isRecord(value)
        ? schema.anyOf.filter((option) => keysOf(option as JsonSchema).some((key) => key in value))
        : [];
      if (shared.length === 1) schema = shared[0] as JsonSchema;
    }
  }
  return schema;
}

/** A definition that contains itself stands apart, under a name. */
function resolve(root: JsonSchema, schema: JsonSchema | null): JsonSchema | null {
  const ref = schema?.$ref ?? (schema?.allOf?.[0] as JsonSchema | undefined)?.$ref;
  if (ref === undefined) return schema;
  const found = valueAt(root, ref.replace(/^#\//, "").split("/"));
  return isRecord(found) ? (found as JsonSchema) : schema;
}

function step(schema: JsonSchema, part: PropertyKey): JsonSchema | null {
  if (schema.anyOf) {
    const options = schema.anyOf.map((option) => step(option as JsonSchema, part));
    return options.find((option) => option !== null) ?? null;
  }
  if (typeof part === "number") return (schema.items as JsonSchema | undefined) ?? null;
  const own = Object.hasOwn(schema.properties ?? {}, part) ? schema.properties?.[String(part)] : undefined;
  const other = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  return ((own ?? other) as JsonSchema | undefined) ?? null;
}
