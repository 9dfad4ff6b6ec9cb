/** For any notice, told from its context's type alone: the longest and the emptiest context there can be, in every wording it chooses among. */
import { z } from "zod";
import type { NoticeName } from "../../src/domain/notice.ts";
import { type NoticeContext, noticeContexts } from "../../src/domain/notice-context.ts";

/** One word that nothing breaks, after some that a name or sentence might have; no word of any language that the desk writes. */
export const LONG_WORD = "Qwx".repeat(40);
const LONG_TEXT = `Żółć & <Ærø> ${LONG_WORD} Þórr.\n  Zqx ${"Vux ".repeat(60)}Vux`;
const LONG_LINE = `Żółć & <Ærø> ${LONG_WORD}`;
const SHORT = "x";

export interface Extreme {
  /** `longest`, `emptiest, how=silence`. */
  label: string;
  context: NoticeContext;
}

type Mode = "longest" | "emptiest";

/** Both, once as they come, and once for each value of each choice and flag at the top of the context. */
export function extremeContexts(notice: NoticeName, language: string): Extreme[] {
  const schema: z.ZodObject = noticeContexts[notice];
  return (["longest", "emptiest"] as const).flatMap((mode) => {
    const base = extremeOf(schema, "", mode) as Record<string, unknown>;
    const filled = { ...base, language };
    const variants = Object.entries(schema.shape).flatMap(([key, type]) =>
      optionsOf(type as z.ZodType).map((value) => ({
        label: `${mode}, ${key}=${String(value)}`,
        context: { ...filled, [key]: value },
      })),
    );
    return [{ label: mode, context: filled }, ...variants].map(({ label, context }) => ({
      label,
      context: schema.parse(context) as NoticeContext,
    }));
  });
}

function optionsOf(type: z.ZodType): unknown[] {
  const inner = bare(type);
  if (inner instanceof z.ZodEnum) return inner.options;
  return inner instanceof z.ZodBoolean ? [true, false] : [];
}

function bare(type: z.ZodType): z.ZodType {
  return type instanceof z.ZodNullable || type instanceof z.ZodOptional
    ? bare(type.unwrap() as z.ZodType)
    : type;
}

function extremeOf(type: z.ZodType, key: string, mode: Mode): unknown {
  const long = mode === "longest";
  if (type instanceof z.ZodNullable || type instanceof z.ZodOptional) {
    return long ? extremeOf(type.unwrap() as z.ZodType, key, mode) : null;
  }
  if (type instanceof z.ZodObject) {
    return Object.fromEntries(
      Object.entries(type.shape).map(([name, one]) => [name, extremeOf(one as z.ZodType, name, mode)]),
    );
  }
  if (type instanceof z.ZodArray) {
    return long ? Array.from({ length: 3 }, () => extremeOf(type.element as z.ZodType, key, mode)) : [];
  }
  if (type instanceof z.ZodEnum) return long ? type.options.at(-1) : type.options[0];
  if (type instanceof z.ZodBoolean) return long;
  if (type instanceof z.ZodNumber) return long ? 1_234_567 : 1;
  if (type instanceof z.ZodString) return textFor(key, long);
  throw new Error(`${key}: no extremes are known of such a type`);
}

const TEXTS = ["text", "words", "heldText", "solution", "question", "explanation", "help"];

function textFor(key: string, long: boolean): string {
  if (!long) return SHORT;
  if (/link|undo|release/i.test(key)) return `mailto:helpdesk@desk.example?body=${LONG_WORD}`;
  return TEXTS.includes(key) ? LONG_TEXT : LONG_LINE;
}
