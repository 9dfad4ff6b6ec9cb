/**
 * HTML as text, by html-to-text, with what its structure says of the lines. What cannot be seen is left out. html-to-text's time grows
 * with the square of the nesting and memory with both, so what goes in is bounded first.
 */
import { compile, type FormatCallback, type HtmlToTextOptions } from "html-to-text";
import type { LineMark } from "../domain/message.ts";
import { boundHtml, MAX_CHARACTERS } from "./bound-html.ts";
import { hidingOf, withoutText } from "./html-hidden.ts";
import {
  isGmailQuote,
  marked,
  quoteKindOf,
  readMarks,
  type Structure,
  strongerMark,
  withoutSigns,
} from "./html-marks.ts";

export interface HtmlText {
  text: string;
  marks: LineMark[];
  /** Something was left out because there was too much of it. */
  truncated: boolean;
}

/** Cells of a row stand apart; html-to-text would run them together. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(" ");
};

/** An element whose attributes may hide it or say what it is; then it is formatted by its name, as if it had none of them. */
const styled: FormatCallback = (element, walk, builder) => {
  const hiding = hidingOf(element);
  if (hiding === "all") return;
  const structure: Structure = structureOf(builder);
  const mark = strongerMark(element, structure.inside);
  const inGmail = structure.inGmail;
  structure.inGmail ||= isGmailQuote(element);
  if (element.name === "blockquote") structure.quote = quoteKindOf(element, inGmail);
  const { style: _, class: __, id: ___, hidden: ____, ...others } = element.attribs;
  element.attribs = others;
  if (hiding === "text") withoutText(element);
  if (mark === null) walk([element], builder);
  else {
    const outer = structure.inside;
    structure.inside = mark;
    builder.openBlock({ leadingLineBreaks: 1 });
    walk([element], builder);
    if (element.name === "hr") builder.addInline("_____");
    builder.closeBlock({ trailingLineBreaks: 1, blockTransform: (text) => marked(text, mark) });
    structure.inside = outer;
  }
  structure.inGmail = inGmail;
};

function structureOf(builder: object): Structure {
  // The types of html-to-text leave out what is handed through to its formatters.
  return (builder as { metadata: Structure }).metadata;
}

/** A block quote; one that a program made is known from one that a writer set in. */
const quote: FormatCallback = (element, walk, builder) => {
  const structure: Structure = structureOf(builder);
  const kind = structure.quote ?? quoteKindOf(element, structure.inGmail);
  structure.quote = null;
  builder.openBlock({ leadingLineBreaks: 2, reservedLineLength: 2 });
  walk(element.children, builder);
  builder.closeBlock({
    trailingLineBreaks: 2,
    blockTransform: (text) => marked(text.replace(/^\n+|\n+$/g, ""), kind, "> "),
  });
};

/** Rows follow each other; most tables are there for layout. */
const ownLine = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

const options: HtmlToTextOptions = {
  wordwrap: false,
  formatters: { cell, styled, quote },
  selectors: [
    {
      selector: "a",
      options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ["<", ">"] },
    },
    { selector: "img", format: "skip" },
    { selector: "blockquote", format: "quote" },
    { selector: "table", format: "block", options: ownLine },
    { selector: "tr", format: "block", options: ownLine },
    { selector: "td", format: "cell" },
    { selector: "th", format: "cell" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ...["[style]", "[class]", "[id]", "[hidden]"].map((selector) => ({ selector, format: "styled" })),
  ],
};

const convert = compile(options) as (html: string, structure: Structure) => string;

/** Never throws; what cannot be converted comes back empty and `truncated`. */
export function htmlToText(html: string): HtmlText {
  const bounded = boundHtml(html);
  const structure: Structure = { inside: null, inGmail: false, quote: null };
  try {
    const text = convert(withoutSigns(bounded.html), structure).slice(0, MAX_CHARACTERS);
    // A carriage return in preformatted text would begin a line that no quote mark stands before. Trimmed not by a regular
    // expression: on a long run of blanks that would take quadratic time.
    const lines = text
      .replace(/[\r\v\f\u0085\u2028\u2029]/g, " ")
      .split("\n")
      .map((line) => line.trimEnd());
    return { ...readMarks(lines), truncated: bounded.truncated || text.length >= MAX_CHARACTERS };
  } catch {
    return { text: "", marks: [], truncated: true };
  }
}
