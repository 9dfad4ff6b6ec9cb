/** Walks a template's syntax tree, partials and all, and reports every name, helper and word that is not there. */
import Handlebars from "handlebars";
import { z } from "zod";
import { HELPER_ARITY, type HelperName } from "./template-engine.ts";
import type { Format, Source } from "./template-files.ts";
import {
  bare,
  codesOf,
  elementOf,
  FLAG,
  isPrintable,
  lookUp,
  type Names,
  TEXT,
  type ValueType,
} from "./template-types.ts";
import { WORD_GROUPS, type WordGroup, wordsSchema } from "./words.ts";

type Node = hbs.AST.Node;
type Path = hbs.AST.PathExpression;
type Call = { path: Node; params: Node[]; hash: hbs.AST.Hash | undefined };

/** Partials are walked for every notice that uses them, but read once. */
const parsed = new WeakMap<Source, hbs.AST.Program>();

export interface TemplateFault {
  file: string;
  /** From 1; 0 where the whole file is meant. */
  line: number;
  message: string;
}

const LOOP_NAMES = ["index", "first", "last", "key"];
/** Deeper than any honest layout: partials that call each other. */
const DEEPEST = 20;
/** A mail that loads something tells its sender that it was read; ours load nothing. */
const REMOTE = /\bsrc\s*=|\burl\s*\(|https?:\/\/|@import/i;

/** Numbers that name or rate something, so that no word beside them bends. */
const NAMING_NUMBERS = ["number", "caseNumber", "linkedTo", "rating", "percent"];
/** `Cases: 61`, `(3)`: no word beside it that the number would bend. */
const ENDS_APART = /[:：(（]\s*$/;
const BEGINS_WITH_WORD = /^ ?\p{L}/u;

export class TemplateWalk {
  readonly faults: TemplateFault[] = [];
  /** Every name that is asked for or printed, as it is written. */
  readonly names = new Set<string>();
  readonly #partials: ReadonlyMap<string, Source>;
  readonly #format: Format;
  /** The notice at hand, for messages about partials that several use. */
  readonly #notice: string;

  constructor(partials: ReadonlyMap<string, Source>, format: Format, notice: string) {
    this.#partials = partials;
    this.#format = format;
    this.#notice = notice;
  }

  walk(source: Source, context: ValueType): void {
    this.#source(source, { here: context, handed: new Map(), outer: null }, null, 0);
  }

  #source(source: Source, names: Names, inner: (() => void) | null, depth: number): void {
    const program = this.#parse(source);
    if (program) new ProgramWalk(this, source.file, inner, depth).program(program, names);
  }

  #parse(source: Source): hbs.AST.Program | null {
    try {
      const program = parsed.get(source) ?? Handlebars.parse(source.text);
      parsed.set(source, program);
      return program;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const line = Number(/line (\d+)/.exec(message)?.[1] ?? 0);
      this.fault(source.file, line, `does not parse: ${message.split("\n").at(-1) ?? message}`);
      return null;
    }
  }

  fault(file: string, line: number, message: string): void {
    this.faults.push({ file, line, message: `${message} (in ${this.#notice})` });
  }

  get format(): Format {
    return this.#format;
  }

  partial(name: string, names: Names, inner: (() => void) | null, depth: number): boolean {
    const source = this.#partials.get(name);
    if (source) this.#source(source, names, inner, depth);
    return source !== undefined;
  }
}

class ProgramWalk {
  readonly #walk: TemplateWalk;
  readonly #file: string;
  /** Walks what stands between `{{#> partial}}` and its end, where it was written. */
  readonly #inner: (() => void) | null;
  readonly #depth: number;

  constructor(walk: TemplateWalk, file: string, inner: (() => void) | null, depth: number) {
    this.#walk = walk;
    this.#file = file;
    this.#inner = inner;
    this.#depth = depth;
  }

  program(program: hbs.AST.Program | undefined, names: Names): void {
    const body = program?.body ?? [];
    for (const [at, statement] of body.entries()) {
      this.#statement(statement, names, contentOf(body[at - 1]), contentOf(body[at + 1]));
    }
  }

  #statement(node: hbs.AST.Statement, names: Names, before: string, after: string): void {
    switch (node.type) {
      case "ContentStatement":
        if (this.#walk.format === "html" && REMOTE.test((node as hbs.AST.ContentStatement).value)) {
          this.#fault(node, "names something outside the mail; mails load nothing");
        }
        return;
      case "CommentStatement":
        return;
      case "MustacheStatement":
        this.#mustache(node as hbs.AST.MustacheStatement, names, before, after);
        return;
      case "BlockStatement":
        this.#block(node as hbs.AST.BlockStatement, names);
        return;
      case "PartialStatement":
        this.#partial(node as hbs.AST.PartialStatement, names, null);
        return;
      case "PartialBlockStatement": {
        const block = node as hbs.AST.PartialBlockStatement;
        this.#partial(block, names, () => this.program(block.program, names));
        return;
      }
      default:
        this.#fault(node, `${node.type} is not used in mails`);
    }
  }

  #mustache(node: hbs.AST.MustacheStatement, names: Names, before: string, after: string): void {
    if (!node.escaped && this.#walk.format === "html") {
      this.#fault(node, "leaves a value unescaped in HTML");
    }
    const type = this.#value(node as Call & Node, names);
    if (type && !isPrintable(type)) this.#fault(node, "prints something that is no text");
    const isNaming = NAMING_NUMBERS.includes((node.path as Path).parts?.at(-1) ?? "");
    const isAlone = ENDS_APART.test(before) && !BEGINS_WITH_WORD.test(after);
    if (type && bare(type) instanceof z.ZodNumber && !isNaming && !isAlone) {
      this.#fault(node, "stands in a sentence: count gives its words in the form that each number needs");
    }
  }

  /** A path or a helper with its values. */
  #value(node: Call & Node, names: Names): ValueType | null {
    if (node.params.length > 0) return this.#helper(node, names);
    const name = (node.path as Path).original;
    if (Object.hasOwn(HELPER_ARITY, name))
      this.#fault(node, `${name} is a helper; write this.${name} for the name`);
    return this.#expression(node.path, names);
  }

  #expression(node: Node, names: Names): ValueType | null {
    switch (node.type) {
      case "StringLiteral":
      case "NumberLiteral":
        return TEXT;
      case "SubExpression":
        return this.#helper(node as hbs.AST.SubExpression as Call & Node, names);
      case "PathExpression":
        return this.#path(node as Path, names);
      default:
        this.#fault(node, `${node.type} is not used in mails`);
        return null;
    }
  }

  #path(path: Path, names: Names): ValueType | null {
    if (path.data) {
      if (path.parts.length === 1 && LOOP_NAMES.includes(path.parts[0] ?? "")) return FLAG;
      this.#fault(path, `@${path.parts.join(".")} is not used in mails`);
      return null;
    }
    const result = lookUp(names, path.depth, path.parts);
    if ("found" in result) {
      this.#walk.names.add(path.original);
      return result.found;
    }
    this.#fault(path, result.missing);
    return null;
  }

  #helper(node: Call & Node, names: Names): ValueType | null {
    const name = (node.path as Path).original;
    if (!Object.hasOwn(HELPER_ARITY, name)) {
      this.#fault(node, `there is no helper ${name}`);
      return null;
    }
    const helper = name as HelperName;
    if (node.params.length !== HELPER_ARITY[helper]) {
      this.#fault(node, `${name} takes ${HELPER_ARITY[helper]} values`);
    }
    for (const pair of node.hash?.pairs ?? []) this.#expression(pair.value, names);
    const types = node.params.map((param) => this.#expression(param, names));
    if (helper === "say") this.#word(node, types[1] ?? null);
    if (helper === "count") this.#count(node, types[1] ?? null);
    if (helper === "is") this.#code(node, types[0] ?? null);
    if (helper === "lines" && this.#walk.format === "text") this.#fault(node, "lines makes HTML");
    return helper === "is" ? FLAG : TEXT;
  }

  /** `say "group" key`: every key that can come must have its word. */
  #word(node: Call & Node, key: ValueType | null): void {
    const group = literal(node.params[0]);
    if (group === null || !(WORD_GROUPS as readonly string[]).includes(group)) {
      this.#fault(node, `there is no group of words ${group ?? "of a changing name"}`);
      return;
    }
    const known = Object.keys(wordsSchema.shape[group as WordGroup].shape);
    const written = literal(node.params[1]);
    const wanted = written === null ? ((key && codesOf(key)) ?? []) : [written];
    for (const one of wanted) {
      if (!known.includes(one)) this.#fault(node, `there is no word ${group}.${one}`);
    }
  }

  /** `count "what" number`. */
  #count(node: Call & Node, number: ValueType | null): void {
    const key = literal(node.params[0]);
    if (key === null || !Object.hasOwn(wordsSchema.shape.counts.shape, key)) {
      this.#fault(node, `there is no count ${key ?? "of a changing name"}`);
    }
    if (number && !(bare(number) instanceof z.ZodNumber)) this.#fault(node, "count needs a number");
  }

  /** `is value "code"`: a code that the value never has is a slip of the pen. */
  #code(node: Call & Node, type: ValueType | null): void {
    const codes = type && codesOf(type);
    const wanted = literal(node.params[1]);
    if (codes && wanted !== null && !codes.includes(wanted)) this.#fault(node, `it is never ${wanted}`);
  }

  #block(node: hbs.AST.BlockStatement, names: Names): void {
    const name = node.path.original;
    const [param] = node.params;
    const type = param && node.params.length === 1 ? this.#expression(param, names) : null;
    const inside = (here: ValueType): Names => ({ here, handed: new Map(), outer: names });
    if (name === "if" || name === "unless") this.program(node.program, names);
    else if (name === "with") type && this.program(node.program, inside(bare(type)));
    else if (name === "each") {
      const element = type && elementOf(type);
      if (type && !element) this.#fault(node, "each needs a list");
      if (element) this.program(node.program, inside(element));
    } else this.#fault(node, `there is no block ${name}`);
    this.program(node.inverse, names);
  }

  #partial(
    node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
    names: Names,
    inner: (() => void) | null,
  ): void {
    const name = (node.name as Path).original;
    if (name === "@partial-block") {
      if (this.#inner) this.#inner();
      else this.#fault(node, "is a frame, so it is called with {{#> …}}");
      return;
    }
    if (this.#depth >= DEEPEST) {
      this.#fault(node, `${name} calls itself without end`);
      return;
    }
    const [param] = node.params;
    const here = param ? this.#expression(param, names) : names.here;
    const handed = new Map(param ? [] : names.handed);
    for (const pair of node.hash?.pairs ?? []) {
      const type = this.#expression(pair.value, names);
      if (type) handed.set(pair.key, type);
    }
    if (here && !this.#walk.partial(name, { here, handed, outer: null }, inner, this.#depth + 1)) {
      this.#fault(node, `there is no partial ${name}`);
    }
  }

  #fault(node: Node, message: string): void {
    this.#walk.fault(this.#file, node.loc.start.line, message);
  }
}

function contentOf(node: hbs.AST.Statement | undefined): string {
  return node?.type === "ContentStatement" ? (node as hbs.AST.ContentStatement).value : "";
}

function literal(node: Node | undefined): string | null {
  return node?.type === "StringLiteral" ? (node as hbs.AST.StringLiteral).value : null;
}
