/** A mail of ours that somebody saved as a file is known by the token in it; other files are not taken for one. */
import { describe, expect, test } from "vitest";
import { holdsToken } from "../../src/mail/token-in-file.ts";

const TOKEN = "abcdefghijklmnopqrstuvwxy2";

describe("a token in a file", () => {
  test.each([
    ["in a reply address", `Reply-To: IT <helpdesk+${TOKEN}@desk.example>`],
    ["in a link", `<a href="mailto:helpdesk%2B${TOKEN}%40desk.example?subject=x">`],
    ["in a catch-all address", `Reply to: ${TOKEN}@reply.desk.example`],
    ["in a bounce address", `Return-Path: <helpdesk+b-${TOKEN}@desk.example>`],
    ["in a Message-ID", `<dp.${TOKEN}@desk.example>`],
    ["in the line at its end", `bye\n\n[ref:${TOKEN}]\n`],
    ["in that line in capitals and wrapped", `[REF: ${TOKEN.toUpperCase()} ]`],
    ["in that line, broken behind its mark", `[ref:\r\n${TOKEN}]`],
    ["in that line with a tab", `[ref:\t${TOKEN}]`],
    ["in that line with a blank that does not break", `[ref:\u00a0${TOKEN}]`],
    ["behind other brackets and signs", `[x] [ref:x] @ a@b %40 [ref:${TOKEN}]`],
    ["at its very beginning", `${TOKEN}@reply.desk.example`],
  ])("is found %s", (_, text) => {
    expect(holdsToken(Buffer.from(text))).toBe(true);
    expect(holdsToken(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]))).toBe(true);
    expect(holdsToken(Buffer.concat([Buffer.alloc(500, 0xe6), Buffer.from(text), Buffer.alloc(500)]))).toBe(
      true,
    );
  });

  test.each([
    ["a shorter one", `helpdesk+${TOKEN.slice(1)}@desk.example, [ref:${TOKEN.slice(1)}]`],
    ["one with other characters", `helpdesk+${TOKEN.slice(1)}1@desk.example`],
    ["a long name", "rechtsschutzversicherungen@firm.example"],
    ["the end of a longer name", `x${TOKEN}@firm.example, a.${TOKEN}@firm.example`],
    ["a token that names nobody", `see ${TOKEN} there`],
    ["another reference", `[ref ${TOKEN}] [rex:${TOKEN}]`],
    ["a beginning without an end", `[ref:${TOKEN.slice(2)}`],
    ["nothing", ""],
  ])("is not %s", (_, text) => {
    expect(holdsToken(Buffer.from(text))).toBe(false);
  });
});
