import { expect, test } from "vitest";
import { boundHtml } from "../../src/mail/bound-html.ts";

test("a run of `<` that begins no tag is read once, not once for each of them", () => {
  // Reading to the end for each would take minutes.
  const html = `${"<".repeat(2_000_000 - 1)}>`;
  expect(boundHtml(html)).toEqual({ html, truncated: false });
}, 15_000);

test("what nests too deep is taken out with its end, its text stays", () => {
  const html = `${"<div>".repeat(300)}deep${"</div>".repeat(300)}`;
  expect(boundHtml(html).html).toBe(`${"<div>".repeat(200)}deep${"</div>".repeat(200)}`);
});

test("depth that a mail uses up in a comment takes the mark off no later quote", () => {
  const quote = '<div><div><blockquote type="cite">#close</blockquote></div></div>';
  const html = `<!--${"<div>".repeat(300)}-->${quote}`;
  expect(boundHtml(html).html).toContain('<blockquote type="cite">#close</blockquote>');
});
