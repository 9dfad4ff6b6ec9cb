/** Tells what of a mail's HTML nobody sees: preheaders, tracking texts, and words hidden so that a program reads what a person does not. */
import type { DomNode } from "html-to-text";

const LONGEST_STYLE = 4_000;

const NOTHING_SHOWN = [
  /(?:^|;)display:none/,
  /(?:^|;)visibility:(?:hidden|collapse)/,
  /(?:^|;)mso-hide:all/,
  /(?:^|;)opacity:0?(?:\.0*)?(?:%|;|$)/,
  /(?:^|;)color:(?:transparent|rgba\([^)]{1,30},0(?:\.0*)?\))/,
  /(?:^|;)text-indent:-\d{3}/,
  /(?:^|;)clip:rect\((?:0|1)(?:px)?[,;]?(?:0|1)/,
];
const NO_EXTENT = /(?:^|;)(?:max-)?(?:height|width):0(?:\.0*)?(?:px|pt|em|rem|%)?(?:;|$)/;
const CLIPPED = /(?:^|;)overflow(?:-[xy])?:hidden/;
const AWAY = /(?:^|;)(?:left|top|right):-\d{3}/;
const FONT_SIZE = /(?:^|;)font(?:-size)?:(?:[^;]*[^\d.;])?(\d*\.?\d+)(?:px|pt|em|rem|%|;|\/|$)/;

/** `all`: neither it nor anything in it is seen. `text`: its words are not, but elements in it with a font of their own are. */
export function hidingOf(element: DomNode): "all" | "text" | null {
  const attributes = element.attribs ?? {};
  if (attributes.hidden !== undefined) return "all";
  const style = styleOf(element);
  if (style === "") return null;
  if (NOTHING_SHOWN.some((pattern) => pattern.test(style))) return "all";
  if (NO_EXTENT.test(style) && CLIPPED.test(style)) return "all";
  if (/(?:^|;)position:(?:absolute|fixed)/.test(style) && AWAY.test(style)) return "all";
  return fontSize(style) === 0 ? "text" : null;
}

/** Takes the words out of an element with a font of no size, as far as nothing inside sets another: newsletters are laid out so. */
export function withoutText(element: DomNode): void {
  const waiting = [...(element.children ?? [])];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "text") node.data = "";
    else if (!(fontSize(styleOf(node)) ?? 0)) waiting.push(...(node.children ?? []));
  }
}

function styleOf(element: DomNode): string {
  const style = element.attribs?.style ?? "";
  return style
    .slice(0, LONGEST_STYLE)
    .toLowerCase()
    .replace(/\/\*.*?\*\//g, "")
    .replace(/\s+|!important/g, "");
}

function fontSize(style: string): number | null {
  const size = FONT_SIZE.exec(style)?.[1];
  return size === undefined ? null : Number(size);
}
