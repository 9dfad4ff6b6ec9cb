/** Text that was signed as it stands: its words are read, the frame around them is nobody's. */
import { describe, expect, it } from "vitest";
import { readClearSigned } from "../../src/domain/clear-signed.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { aMail } from "../support/mail.ts";

const SIGNATURE = [
  "-----BEGIN PGP SIGNATURE-----",
  "Version: GnuPG v2",
  "",
  "iQIzBAEBCgAdFiEECPbAhaBWEfiXj/kxdRlcPb+1fkUFAlx5WHkACgkQdRlcPb+1",
  "=ZGd6",
  "-----END PGP SIGNATURE-----",
];
const signed = (...words: string[]) => [
  "-----BEGIN PGP SIGNED MESSAGE-----",
  "Hash: SHA512",
  "",
  ...words,
  ...SIGNATURE,
];
const taken = (lines: string[]) =>
  takeApart(aMail({ subject: "Re: Printer", inReplyTo: ["<a@desk.example>"], text: lines.join("\n") }));

describe("a text signed as it stands", () => {
  it("is its words, without the frame and the dashes put before them", () => {
    const apart = taken(signed("Yes, that one.", "", "- -----", "- ---", "- -- ", "Anna"));
    expect(apart.newText).toBe("Yes, that one.\n\n-----\n---");
    expect(apart.signature).toBe("--\nAnna");
  });

  it("leaves the dashes within its words, and those around it", () => {
    const lines = ["", ...signed("one - two", "- - three"), "- four"];
    expect(readClearSigned(lines)?.lines).toEqual(["", ...signed("one - two", "- three"), "- four"]);
  });

  it("makes no command of an item of a list", () => {
    expect(taken(signed("I did not use these:", "- #close", "-  #note")).commandText).not.toMatch(/^#/m);
  });

  it("loses no words that only look like its headers", () => {
    const lines = signed("Words").toSpliced(2, 0, "Important: the server room is flooded");
    expect(taken(lines).newText).toContain("flooded");
  });

  it("has a frame of its first lines and its last", () => {
    const lines = ["", ...signed("Words"), ""];
    const framed = lines.filter((_, at) => readClearSigned(lines)?.isFrame(at));
    expect(framed).toEqual([...signed().slice(0, 2), ...SIGNATURE]);
  });

  it("may command, above its words and below them", () => {
    expect(taken(signed("#take", "", "We look into it.")).commandText).toBe("#take\n\nWe look into it.");
    expect(taken(["", ...signed("Done.", "", "#resolve")]).commandText).toBe("Done.\n\n#resolve");
  });

  it("is told from what it quotes, and from what stands below it", () => {
    const apart = taken([...signed("On 2 Mar 2026 IT wrote:", "> Which one?", "", "That one."), "", "More."]);
    expect(apart.newText).toBe("That one.\n\nMore.");
    expect(apart.quoted).toContain("> Which one?");
  });
});

describe("no frame", () => {
  it.each([
    ["that is not closed", signed("Words").slice(0, -1)],
    ["without a signature", ["-----BEGIN PGP SIGNED MESSAGE-----", "", "Words"]],
    ["without its beginning", ["Words", "", "More", ...SIGNATURE]],
    ["with words in the place of its headers", signed("Words").with(1, "See the Hash: SHA512")],
    ["below words", ["Look at this:", ...signed("Words")]],
    ["that is quoted", signed("Words").map((line) => `> ${line}`)],
    ["whose signature holds words", signed("Words").with(-2, "No such signature, as anybody sees.")],
    [
      "whose signature has no end for long",
      [...signed("x").slice(0, -1), ...Array(200).fill("iQIz"), SIGNATURE[5] ?? ""],
    ],
    ["whose headers go on into its words", signed("Words").toSpliced(2, 1)],
    ["of nothing", [""]],
  ])("%s", (_, lines) => {
    expect(readClearSigned(lines)).toBe(null);
  });
});
