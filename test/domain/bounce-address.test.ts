/** The envelope sender of each mail: a delivery report sent there is found by its mere address. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Mailbox } from "../../src/domain/desk.ts";
import { bounceAddressFor, collectEvidence, replyAddressFor } from "../../src/domain/evidence.ts";
import { aMail } from "../support/mail.ts";
import { sampleDesk } from "../support/notice-samples.ts";

const mailbox = sampleDesk().mailboxes[0] as Mailbox;
const token = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz234567"),
  minLength: 26,
  maxLength: 26,
});

test("is an address of the mail's own, told apart from the reply address", () => {
  const of = (replyAddress: Mailbox["replyAddress"]) =>
    bounceAddressFor({ ...mailbox, replyAddress }, "a".repeat(26));
  expect(of("plus")).toBe(`helpdesk+b-${"a".repeat(26)}@desk.example`);
  expect(of({ catchall: "reply.desk.example" })).toBe(`b-${"a".repeat(26)}@reply.desk.example`);
  expect(of("none")).toBe("helpdesk@desk.example");
});

describe("always", () => {
  test("what is sent to it, or to the reply address, names the token", () => {
    const settings = fc.constantFrom<Mailbox["replyAddress"]>("plus", { catchall: "reply.desk.example" });
    fc.assert(
      fc.property(token, settings, fc.boolean(), (one, replyAddress, isBounce) => {
        const box = { ...mailbox, replyAddress };
        const address = (isBounce ? bounceAddressFor : replyAddressFor)(box, one);
        // Within the 64 octets of RFC 5321 4.5.3.1.1.
        expect(address.indexOf("@")).toBeLessThanOrEqual(64);
        const mail = aMail({ to: [{ address: address.toUpperCase(), name: null }] });
        expect(collectEvidence(mail, [box]).tokens).toEqual([{ token: one, found: "address" }]);
      }),
    );
  });
});
