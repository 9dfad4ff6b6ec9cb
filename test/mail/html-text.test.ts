import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundHtml } from "../../src/mail/bound-html.ts";
import { htmlToText } from "../../src/mail/html-text.ts";

const SIZE = 1_500_000;
const fill = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length));

test("1.5 MB of an ordinary table converts whole within two seconds", () => {
  const row = `<tr><td style="padding:4px;font-family:Arial">Cell &amp; more</td><td><b>Value</b> 123</td><td><a href="https://x.example/a?b=c">link</a></td></tr>\n`;
  const began = performance.now();
  const { text, truncated } = htmlToText(`<html><body><table>${fill(row)}</table></body></html>`);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(truncated).toBe(false);
  expect(text.match(/Value/g)).toHaveLength(Math.ceil(SIZE / row.length));
});

test.each([
  ["open bold", "<b>"],
  ["open lists", "<ul><li>"],
  ["nested tables", "<table><tr><td>"],
  ["open quotes", "<blockquote>"],
  ["half tags", "<a"],
  ["stray ends", "</p>"],
  ["blanks", "<pre> "],
])("1.5 MB of %s takes no more than a few seconds", (_what, piece) => {
  const began = performance.now();
  htmlToText(fill(piece));
  expect(performance.now() - began).toBeLessThan(5000);
});

test("text at any depth is kept; only tags go", () => {
  const deep = `${"<div>".repeat(3000)}bottom${"</div>".repeat(3000)}<p>after</p>`;
  expect(htmlToText(deep)).toEqual({ text: "bottom\n\nafter", marks: [], truncated: false });
  const unclosed = "<font color=red>row<br>".repeat(3000);
  expect(htmlToText(unclosed).text.match(/row/g)).toHaveLength(3000);
});

test("what is cut off is said", () => {
  expect(htmlToText(`<p>${"x".repeat(3_000_000)}</p>`).truncated).toBe(true);
});

test("ordinary HTML passes through the bounds unchanged", () => {
  const html = '<div class="a>b"><p>5 < 6 and <b>7</b> <!-- c --><br/>x</div>';
  expect(boundHtml(html)).toEqual({ html, truncated: false });
});

describe("always", () => {
  const piece = fc.constantFrom(
    "<div>",
    "</div>",
    "<",
    ">",
    "<br>",
    "text",
    "<!--",
    "-->",
    '<a href="',
    "&amp;",
    "<p",
    "</",
  );
  test("any HTML converts without throwing, and bounding twice is bounding once", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const { html } = boundHtml(pieces.join(""));
        expect(boundHtml(html).html).toBe(html);
        expect(typeof htmlToText(html).text).toBe("string");
      }),
    );
  });
});
