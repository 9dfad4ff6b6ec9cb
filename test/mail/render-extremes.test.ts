/** Every notice in every language, written from the longest and the emptiest context that its type allows, in each of its wordings. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NOTICE_NAMES } from "../../src/domain/notice.ts";
import { createRenderer } from "../../src/mail/render.ts";
import { extremeContexts, LONG_WORD } from "../support/extreme-contexts.ts";

const renderer = createRenderer(join(import.meta.dirname, "../../templates"), "en");
const LANGUAGES = ["da", "en", "es", "nl", "zh"];

test("the desk speaks five languages", () => {
  expect(renderer.languages).toEqual(LANGUAGES);
});

/** Words of English that none of the other languages has. */
const ENGLISH_WORDS =
  /(?<![\p{L}-])(?:the|your|you|with|and|from|this|been|case|reply|mail it|sent to)(?![\p{L}-])/iu;
const TAGS = ["table", "tr", "td", "p", "div", "a", "strong", "span", "em"];

describe.each(LANGUAGES)("%s", (language) => {
  test.each(NOTICE_NAMES)("%s", (notice) => {
    for (const { label, context } of extremeContexts(notice, language)) {
      const { subject, text, html } = renderer.render(notice, language, context);
      expect(subject, label).not.toBe("");
      for (const part of [subject, text, html]) {
        expect(part, label).not.toMatch(/undefined|\[object|NaN|\{\{|\{\w+\}|\bnull\b/);
      }
      for (const part of [subject, text, wordsOf(html)]) {
        expect(part, label).not.toMatch(/\(\)|（）|“”|«»|,,|，，|。。|\.\.(?!\.)| ,(?!\d)| \.(?:\s|$)/m);
        // Chinese has marks of its own, and none of them follows a blank.
        expect(part, label).not.toMatch(/\p{Script=Han}[,;?!](?:\s|$)| [，。；：？！]/mu);
        if (language !== "en") expect(part, label).not.toMatch(ENGLISH_WORDS);
      }
      expect(text, label).not.toMatch(/\n{4,}/);
      expect(html, label).not.toMatch(/https?:|src=|url\(/i);
      for (const tag of TAGS) {
        const opened = html.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0;
        const closed = html.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0;
        expect([label, tag, opened]).toEqual([label, tag, closed]);
      }
      // What is long is shown whole, and what must be escaped is.
      if (label === "longest") {
        expect(text).toContain(LONG_WORD);
        expect(html).not.toContain("<Ærø>");
      }
    }
  });
});

function wordsOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/<[^>]*>/g, "\n")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}
