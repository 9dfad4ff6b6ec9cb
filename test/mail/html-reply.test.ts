import { describe, expect, it, test } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { htmlToText } from "../../src/mail/html-text.ts";
import { aMail } from "../support/mail.ts";

const read = (html: string, overrides: Partial<ParsedMail> = {}) => {
  const { text, marks } = htmlToText(html);
  return takeApart(aMail({ text, marks, html, ...overrides }));
};
const answer = (html: string) => read(html, { subject: "Re: Printer", inReplyTo: ["x@desk.example"] });

const OUTLOOK_HEADERS =
  '<p class="MsoNormal"><b>Fra:</b> IT Desk &lt;it@desk.example&gt; <br><b>Sendt:</b> 2. marts 2026 09:15<br><b>Til:</b> Anna Holm<br><b>Emne:</b> Printer</p>';

describe("what an HTML mail answers", () => {
  it.each([
    [
      "Gmail",
      '<div dir="ltr">It works now.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Am Mo. schrieb IT Desk &lt;<a href="mailto:it@desk.example">it@desk.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex"><div>Is it?</div><div>#close</div></blockquote></div>',
    ],
    [
      "Gmail, in a language nobody knows",
      '<div dir="ltr">It works now.</div><div class="gmail_quote"><div class="gmail_attr">Xyz IT Desk qwe:<br></div><blockquote class="gmail_quote"><div>Is it?<br>#close</div></blockquote></div>',
    ],
    [
      "Apple Mail",
      '<html><body>It works now.<br><div><br><blockquote type="cite"><div>On 2 Mar 2026, at 09.15, IT Desk &lt;it@desk.example&gt; wrote:</div><br><div>Is it?<br>#close</div></blockquote></div></body></html>',
    ],
    [
      "Thunderbird, in a language nobody knows",
      '<p>It works now.</p><div class="moz-cite-prefix">Xyz IT Desk qwe:<br></div><blockquote type="cite" cite="mid:1@desk.example"><p>Is it?</p><p>#close</p></blockquote>',
    ],
    [
      "Outlook",
      `<div class="WordSection1"><p class="MsoNormal">It works now.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">${OUTLOOK_HEADERS}</div></div><p class="MsoNormal">Is it?</p><p class="MsoNormal">#close</p></div>`,
    ],
    [
      "Outlook on the web, in a language nobody knows",
      '<div>It works now.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font><b>Xxx:</b> IT Desk<br><b>Yyy:</b> 2 March<br><b>Zzz:</b> Printer</font></div><div>Is it?</div><div>#close</div>',
    ],
    [
      "Outlook for phones",
      '<div>It works now.</div><div id="mail-editor-reference-message-container"><div><b>Xxx: </b>IT Desk<br><b>Yyy: </b>2 March</div><div>Is it?</div><div>#close</div></div>',
    ],
    [
      "Outlook for Mac",
      '<div>It works now.</div><span id="OLK_SRC_BODY_SECTION"><div><span>Xxx: </span>IT Desk</div><div>Is it?</div><div>#close</div></span>',
    ],
    [
      "Yahoo",
      '<div class="ydp1yahoo-style-wrap"><div>It works now.</div></div><div id="ydp1yahoo_quoted_1" class="yahoo_quoted"><div>Xyz IT Desk qwe:</div><div>Is it?</div><div>#close</div></div>',
    ],
    [
      "Proton",
      '<div>It works now.</div><div class="protonmail_quote">Xyz IT Desk qwe:<br><blockquote class="protonmail_quote" type="cite">Is it?<br>#close</blockquote></div>',
    ],
    [
      "Zoho",
      '<div>It works now.</div><div class="zmail_extra"><div>Xyz IT Desk qwe</div><div>Is it?</div><div>#close</div></div>',
    ],
    [
      "Zimbra",
      '<div>It works now.</div><hr id="zwchr" data-marker="__DIVIDER__"><div><b>Xxx: </b>"IT Desk"<br><b>Yyy: </b>Anna</div><div>Is it?<br>#close</div>',
    ],
    [
      "Hotmail",
      '<div>It works now.</div><hr id="stopSpelling">Xxx: IT Desk<br>Yyy: Anna<br><br>Is it?<br>#close',
    ],
    [
      "an old program with a bare block quote",
      "<p>It works now.</p><blockquote><p>Is it?</p><p>#close</p></blockquote>",
    ],
    [
      "mail.ru",
      '<p>It works now.</p>Mon, 2 Mar 2026 09:15:51 +0400 от IT Desk &lt;it@desk.example&gt;:<br><blockquote style="border-left:1px solid #0857A6;margin:10px"><div>Is it?</div><div>#close</div></blockquote>',
    ],
  ])("is left out: %s", (_, html) => {
    const apart = answer(html);
    expect(apart).toMatchObject({ newText: "It works now.", commandText: "It works now." });
    expect(apart.quoted).toContain("#close");
  });

  it("keeps what Gmail's writer put between the quotes", () => {
    const html =
      '<div class="gmail_quote"><div class="gmail_attr">On Mon, IT Desk wrote:</div><blockquote class="gmail_quote">Which floor?</blockquote><div>The second.</div><blockquote class="gmail_quote">Which room?</blockquote><div>Room 14</div></div>';
    expect(answer(html).newText).toBe("The second.\n\nRoom 14");
  });

  it.each([
    [
      "set in by Gmail",
      '<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Paper jam</div></blockquote>',
    ],
    ["quoted by a button", '<blockquote class="gmail_quote">Paper jam</blockquote>'],
  ])("keeps a paragraph that its writer %s", (_, block) => {
    const { newText } = answer(`<div>It says</div>${block}<div>and stops.</div>`);
    expect(newText).toMatch(/^It says\n+Paper jam\n+and stops\.$/);
  });

  it("keeps a block quote amid a mail that answers with another, but takes no commands from it", () => {
    const html =
      '<div>It says</div><blockquote>Paper jam<br>#close</blockquote><div class="moz-cite-prefix">IT:</div><blockquote type="cite">Is it?</blockquote>';
    expect(answer(html)).toMatchObject({
      newText: "It says\n\nPaper jam\n#close",
      commandText: "It says",
    });
  });

  it("reads no command from a paragraph that was set in", () => {
    const html =
      '<div>Done.</div><blockquote style="margin:0 0 0 40px;border:none"><div>#close</div></blockquote>';
    expect(answer(html).commandText).not.toMatch(/^#close/m);
  });

  it("keeps what was written below the quote", () => {
    const html =
      '<div class="moz-cite-prefix">IT:</div><blockquote type="cite">Is it?</blockquote><p>No, still broken.</p>';
    expect(answer(html).newText).toBe("No, still broken.");
  });

  it.each([
    ["a carriage return", "&#13;"],
    ["a line separator", "&#8232;"],
    ["a form feed", "&#12;"],
    ["a next line", "&#133;"],
  ])("stays quoted behind %s", (_, separator) => {
    const html = `<div>Thanks</div><blockquote type="cite"><pre>Hi${separator}#close${separator}</pre></blockquote>`;
    expect(answer(html).newText).toBe("Thanks");
  });

  it("takes no sign of ours from outside", () => {
    const forged = "<p>It says</p><p>&#xE005;Paper jam</p><p>\ue005No.</p><p>&#xe00&#xe000;5;x</p>";
    expect(htmlToText(forged).marks).toEqual([]);
    expect(answer(forged).signature).toBe(null);
  });
});

describe("signatures in HTML", () => {
  it.each([
    ["Gmail", '<div class="gmail_signature" data-smartmail="gmail_signature">Department of Physics</div>'],
    ["Thunderbird", '<div class="moz-signature">Department of Physics</div>'],
    ["Outlook", '<div id="Signature">Department of Physics</div>'],
    ["Outlook for phones", '<div id="ms-outlook-mobile-signature">Department of Physics</div>'],
    ["Proton", '<div class="protonmail_signature_block">Department of Physics</div>'],
  ])("%s", (_, block) => {
    expect(answer(`<div>It works now.</div>${block}`)).toMatchObject({
      newText: "It works now.",
      signature: "Department of Physics",
    });
  });

  it("alone are what there is to read", () => {
    expect(answer('<div class="gmail_signature">Yes!</div>').newText).toBe("Yes!");
  });
});

describe("forwards in HTML", () => {
  const body = "My speaker is silent.";
  it.each([
    [
      "Gmail",
      `<div dir="ltr">Can you help?<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername">Bo Ek</strong> <span>&lt;<a href="mailto:bo@uni.example">bo@uni.example</a>&gt;</span><br>Date: Mon, 2 Mar 2026 at 09:15<br>Subject: No sound<br>To: Anna &lt;<a href="mailto:a@uni.example">a@uni.example</a>&gt;<br></div><br><br><div>${body}</div></div></div>`,
    ],
    [
      "Apple Mail",
      `<div>Can you help?</div><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Bo Ek &lt;<a href="mailto:bo@uni.example">bo@uni.example</a>&gt;</div><div><b>Subject: </b>No sound</div><div><b>Date: </b>2 March 2026 at 09.15.10 CET</div><div><b>To: </b>a@uni.example</div><br><div>${body}</div></blockquote></div>`,
    ],
    [
      "Outlook on the web",
      `<div>Can you help?</div><hr><div id="divRplyFwdMsg"><font><b>Von:</b> Bo Ek &lt;bo@uni.example&gt;<br><b>Gesendet:</b> Montag, 2. März 2026 09:15<br><b>An:</b> Anna &lt;a@uni.example&gt;<br><b>Betreff:</b> No sound</font><div>&nbsp;</div></div><div>${body}</div>`,
    ],
    [
      "Thunderbird",
      `<p>Can you help?</p><div class="moz-forward-container"><br>-------- Weitergeleitete Nachricht --------<table class="moz-email-headers-table"><tbody><tr><th>Betreff: </th><td>No sound</td></tr><tr><th>Datum: </th><td>Mon, 2 Mar 2026 09:15:10 +0100</td></tr><tr><th>Von: </th><td>Bo Ek <a href="mailto:bo@uni.example">&lt;bo@uni.example&gt;</a></td></tr><tr><th>An: </th><td>a@uni.example</td></tr></tbody></table><br><br>${body}</div>`,
    ],
    [
      "Yahoo",
      `<div>Can you help?</div><div class="yahoo_quoted"><div>   ----- Forwarded Message -----</div><div><b>From:</b> Bo Ek &lt;bo@uni.example&gt;</div><div><b>To:</b> "a@uni.example" &lt;a@uni.example&gt;</div><div><b>Sent:</b> Monday, March 2, 2026 at 09:15:10 AM GMT+1</div><div><b>Subject:</b> No sound</div><div><br></div><div>${body}</div></div>`,
    ],
  ])("%s", (_, html) => {
    expect(read(html, { subject: "Fwd: No sound" })).toMatchObject({
      newText: "Can you help?",
      forwarded: { from: "bo@uni.example", fromName: "Bo Ek", subject: "No sound", body },
    });
  });
});

describe("what nobody sees", () => {
  it.each([
    "display:none",
    "DISPLAY : none !important",
    "display:/* x */none",
    "visibility:hidden",
    "mso-hide:all",
    "opacity:0",
    "opacity:0.0;color:red",
    "color:transparent",
    "font-size:0",
    "font-size:0px;line-height:0",
    "font:0/0 a",
    "max-height:0;overflow:hidden",
    "height:0px;overflow:hidden;width:100%",
    "text-indent:-9999px",
    "position:absolute;left:-5000px",
  ])("is left out: %s", (style) => {
    expect(htmlToText(`<div style="${style}">Secret <b>words</b></div><p>Seen</p>`).text.trim()).toBe("Seen");
    expect(htmlToText(`<p>Seen<span style='${style}'> not</span></p>`).text.trim()).toBe("Seen");
  });

  it.each([
    "display:block",
    "font-size:10px",
    "font-size:0.9em",
    "opacity:0.5",
    "height:0",
    "max-height:0px",
    "overflow:hidden",
    "border:0;margin:0;padding:0",
    "color:#000",
    "line-height:0",
    "font:10px/0 a",
    "left:0",
  ])("is no more than that: %s", (style) => {
    expect(htmlToText(`<div style="${style}">Words</div>`).text).toBe("Words");
  });

  test("the hidden attribute, comments, styles and scripts", () => {
    const html =
      "<style>p{color:red}</style><script>x()</script><!-- no --><div hidden>no</div><!--[if mso]><p>no</p><![endif]--><p>Seen</p>";
    expect(htmlToText(html).text.trim()).toBe("Seen");
  });

  test("is left out of tables and links as well, and the words of a font of their own stay", () => {
    const html =
      '<table style="font-size:0"><tr><td>no</td><td style="font-size:13px">Seen <a style="display:none" href="http://x.example">no</a></td></tr></table>';
    expect(htmlToText(html).text.trim()).toBe("Seen");
  });
});

describe("hostile HTML", () => {
  it.each([
    ["styled blocks", "<div style='font-size:0'>a"],
    ["signatures", "<div class=gmail_signature>a<br>"],
    ["quotes", "<blockquote type=cite>a"],
    ["Gmail's quotes", "<div class=gmail_quote><blockquote class=gmail_quote>a"],
    ["regions", "<div class=yahoo_quoted>a<br>"],
    ["dividers", "<hr id=stopSpelling>"],
    ["styles without end", `<div style="${"/*".repeat(500)}">`],
    ["cells", "<td class=x style='a:b'>"],
  ])("1.5 MB of %s take no more than a few seconds", (_, piece) => {
    const began = performance.now();
    const { text, marks } = htmlToText(piece.repeat(Math.ceil(1_500_000 / piece.length)));
    takeApart(aMail({ text, marks, inReplyTo: ["x@desk.example"] }));
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
