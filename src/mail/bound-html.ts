/** Bounds HTML before anything reads it: length, number of tags and depth, in one linear pass; no text is lost to depth, only tags are. */

/** Characters of HTML that are read, and of text that is made of it. */
export const MAX_CHARACTERS = 2_000_000;
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
    const closing = input[at + 1] === "/";
    const name = tagName(input, closing ? at + 2 : at + 1);
    if (name === "") {
      at = input.indexOf("<", at + 1);
      continue;
    }
    const end = input.indexOf(">", at);
    if (end < 0) break;
    if (!FLAT.has(name) && drops(name, closing)) {
      kept.push(input.slice(from, at));
      from = end + 1;
    }
    if (++tags > MAX_TAGS) {
      truncated = true;
      kept.push(input.slice(from, at));
      return { html: kept.join(""), truncated };
    }
    at = input.indexOf("<", end + 1);
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
    // What hostile nesting uses up must not take the mark off a quote that comes later.
    if (MARKED.has(name) ? marks >= MAX_MARKED_DEPTH : depth >= MAX_DEPTH) {
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
