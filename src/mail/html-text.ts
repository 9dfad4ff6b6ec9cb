/**
 * HTML as text, by html-to-text. Its time grows with the square of the nesting and memory with both, so what goes in is bounded
 * first, in one linear pass; no text is lost to depth, only tags are.
 */
import { compile, type FormatCallback, type HtmlToTextOptions } from "html-to-text";

export interface HtmlText {
  text: string;
  /** Something was left out because there was too much of it. */
  truncated: boolean;
}

const MAX_CHARACTERS = 2_000_000;
const MAX_TAGS = 150_000;
const MAX_DEPTH = 200;
/** Every level of these puts a mark before every line inside. */
const MAX_MARKED_DEPTH = 20;
const MARKED = new Set(["blockquote", "ul", "ol"]);
/** Elements that hold nothing or that HTML lets end by themselves: they do not nest. */
const FLAT = new Set(
  "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option tbody thead tfoot".split(
    " ",
  ),
);

/** Cells of a row stand apart; html-to-text would run them together. */
const cell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(" ");
};

/** Rows follow each other; most tables are there for layout. */
const ownLine = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

const options: HtmlToTextOptions = {
  wordwrap: false,
  formatters: { cell },
  selectors: [
    {
      selector: "a",
      options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ["<", ">"] },
    },
    { selector: "img", format: "skip" },
    { selector: "table", format: "block", options: ownLine },
    { selector: "tr", format: "block", options: ownLine },
    { selector: "td", format: "cell" },
    { selector: "th", format: "cell" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

const convert = compile(options);

/** Never throws; what cannot be converted comes back empty and `truncated`. */
export function htmlToText(html: string): HtmlText {
  const bounded = boundHtml(html);
  try {
    const text = convert(bounded.html).slice(0, MAX_CHARACTERS);
    // Not by a regular expression: on a long run of blanks that would take quadratic time.
    const lines = text.split("\n").map((line) => line.trimEnd());
    return { text: lines.join("\n"), truncated: bounded.truncated || text.length >= MAX_CHARACTERS };
  } catch {
    return { text: "", truncated: true };
  }
}

/** Cuts off what is too long and takes out opening tags that nest too deep, together with as many closing ones. */
export function boundHtml(html: string): { html: string; truncated: boolean } {
  let truncated = html.length > MAX_CHARACTERS;
  const input = truncated ? html.slice(0, MAX_CHARACTERS) : html;
  const kept: string[] = [];
  const dropped = new Map<string, number>();
  const marked = new Map<string, number>();
  let depth = 0;
  let tags = 0;
  let from = 0;
  for (let at = input.indexOf("<"); at >= 0; ) {
    const end = input.indexOf(">", at);
    if (end < 0) break;
    const closing = input[at + 1] === "/";
    const name = tagName(input, closing ? at + 2 : at + 1);
    if (name !== "" && !FLAT.has(name)) {
      if (drops(name, closing)) {
        kept.push(input.slice(from, at));
        from = end + 1;
      }
    }
    if (name !== "" && ++tags > MAX_TAGS) {
      truncated = true;
      kept.push(input.slice(from, at));
      return { html: kept.join(""), truncated };
    }
    at = input.indexOf("<", name === "" ? at + 1 : end + 1);
  }
  kept.push(input.slice(from));
  return { html: kept.join(""), truncated };

  function drops(name: string, closing: boolean): boolean {
    const gone = dropped.get(name) ?? 0;
    if (closing) {
      if (gone > 0) {
        dropped.set(name, gone - 1);
        return true;
      }
      depth = Math.max(0, depth - 1);
      if (MARKED.has(name)) marked.set(name, Math.max(0, (marked.get(name) ?? 0) - 1));
      return false;
    }
    const marks = marked.get(name) ?? 0;
    if (depth >= MAX_DEPTH || (MARKED.has(name) && marks >= MAX_MARKED_DEPTH)) {
      dropped.set(name, gone + 1);
      return true;
    }
    depth++;
    if (MARKED.has(name)) marked.set(name, marks + 1);
    return false;
  }
}

function tagName(html: string, at: number): string {
  let end = at;
  while (end < at + 20 && isNameCharacter(html.charCodeAt(end))) end++;
  return html.slice(at, end).toLowerCase();
}

function isNameCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}
