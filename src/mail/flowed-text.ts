/**
 * Text of `format=flowed` (RFC 3676) as whole paragraphs. mailparser's own reading joins lines across the end of a quote, so that what
 * was quoted and what was answered come to stand on one line. Linear.
 */

interface Paragraph {
  depth: number;
  pieces: string[];
}

/** `delSp`: the blank at the end of a flowed line is no part of the text (RFC 3676 4.1). Lines end by a line feed, with or without a return. */
export function unflow(text: string, delSp: boolean): string {
  const paragraphs: string[] = [];
  let open: Paragraph | null = null;
  for (const raw of text.split(/\r?\n/)) {
    const depth = quoteDepth(raw);
    const marked = raw.slice(depth);
    // RFC 3676 4.4: a blank was put before lines that begin with one, with `>` or with `From `.
    const line = marked.startsWith(" ") ? marked.slice(1) : marked;
    if (open !== null && open.depth !== depth) {
      paragraphs.push(written(open));
      open = null;
    }
    // 4.3: the signature's delimiter is never flowed.
    const isDelimiter = line === "-- ";
    const flows = line.endsWith(" ") && !isDelimiter;
    if (isDelimiter && open !== null) {
      paragraphs.push(written(open));
      open = null;
    }
    open ??= { depth, pieces: [] };
    open.pieces.push(flows && delSp ? line.slice(0, -1) : line);
    if (flows) continue;
    paragraphs.push(written(open));
    open = null;
  }
  if (open !== null) paragraphs.push(written(open));
  return paragraphs.join("\n");
}

function quoteDepth(line: string): number {
  let depth = 0;
  while (line.charAt(depth) === ">") depth++;
  return depth;
}

function written({ depth, pieces }: Paragraph): string {
  const text = pieces.join("");
  if (depth === 0) return text;
  return text === "" ? ">".repeat(depth) : `${">".repeat(depth)} ${text}`;
}
