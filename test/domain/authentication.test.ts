import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checksDkim, judgeAuthentication } from "../../src/domain/authentication.ts";
import type { Mailbox } from "../../src/domain/desk.ts";
import type { ParsedMail } from "../../src/domain/message.ts";
import { aMail, headerLines } from "../support/mail.ts";

const SENDER = "anna@agents.example";
const OURS: Mailbox["authentication"] = {
  rfc8601: "mx.desk.example",
  trustedHops: 1,
  relays: [],
  dkim: false,
};
const RECEIVED = "Received: from mail.agents.example by mx.desk.example; Mon, 2 Mar 2026 09:15:02 +0000";
const INNER =
  "Received: from mx.desk.example (mx.desk.example [10.0.0.5]) by store.desk.example; Mon, 2 Mar 2026 09:15:03 +0000";
const FOREIGN = "Received: from laptop by mail.agents.example; Mon, 2 Mar 2026 09:15:00 +0000";
const FROM = `From: Anna <${SENDER}>`;
const PASS = "dmarc=pass (p=reject) header.from=agents.example";

function mailWith(...lines: string[]): ParsedMail {
  return aMail({
    from: [{ address: SENDER, name: "Anna" }],
    headers: headerLines([...lines, FROM].join("\n")),
  });
}

const judged = (results: string, setting = OURS) =>
  judgeAuthentication(mailWith(`Authentication-Results: ${results}`, RECEIVED, FOREIGN), setting, SENDER)
    .result;

describe("results of our own host", () => {
  it.each([
    // aligned passes
    [`mx.desk.example; ${PASS}`, "pass"],
    [`MX.Desk.Example 1; ${PASS}`, "pass"],
    [`"mx.desk.example"; ${PASS}`, "pass"],
    [
      `(our host) mx.desk.example (really) ; (dmarc=fail) dmarc (x) = (y) pass (z) header.from (q) = agents.example`,
      "pass",
    ],
    ["mx.desk.example; dmarc=pass header.from=AGENTS.example", "pass"],
    ["mx.desk.example; dkim=pass header.d=agents.example header.s=s1 header.b=abc", "pass"],
    ["mx.desk.example; dkim=pass header.i=@agents.example", "pass"],
    ["mx.desk.example; dkim=pass header.d=mail.agents.example", "pass"],
    ["mx.desk.example; spf=pass smtp.mailfrom=anna@agents.example", "pass"],
    ["mx.desk.example; spf=pass (ok) smtp.mailfrom=bounce+SRS0=ab=cd@agents.example", "pass"],
    [
      "mx.desk.example; spf=fail smtp.mailfrom=x.example; dkim=fail; dkim=pass header.d=agents.example",
      "pass",
    ],
    ["mx.desk.example; dmarc=none header.from=agents.example; dkim=pass header.d=agents.example", "pass"],
    ["mx.desk.example; dkim/2=pass header.d=agents.example", "pass"],
    [`mx.desk.example (a (nested) one); ${PASS}`, "pass"],
    [`mx.desk.example; spf=none reason="5\\" pipe"; ${PASS}`, "pass"],
    ['mx.desk.example; dmarc=pass header.from="agents\\.example"', "pass"],
    ["mx.desk.example; dkim/12=pass header.d=agents.example", "pass"],
    // forged
    ["mx.desk.example; dmarc=fail (p=reject) header.from=agents.example", "fail"],
    ["mx.desk.example; dmarc=fail (p=none)", "fail"],
    ["mx.desk.example; spf=pass smtp.mailfrom=agents.example; dmarc=fail header.from=agents.example", "fail"],
    [`mx.desk.example; ${PASS}; dmarc=fail header.from=agents.example`, "fail"],
    // nothing that vouches
    ["mx.desk.example; none", "none"],
    ["mx.desk.example", "none"],
    ["mx.desk.example; dmarc=temperror header.from=agents.example", "none"],
    ["mx.desk.example; dkim=fail header.d=agents.example", "none"],
    ["mx.desk.example; dmarc=pass", "none"],
    ["mx.desk.example; dmarc=bestguesspass header.from=agents.example", "none"],
    ["mx.desk.example; auth=pass smtp.auth=anna@agents.example", "none"],
    ["mx.desk.example; spf=pass smtp.helo=agents.example", "none"],
    ["mx.desk.example; spf=pass smtp.mailfrom=", "none"],
    ["mx.desk.example; spf=pass smtp.mailfrom=<>", "none"],
    ["mx.desk.example; dmarc/x=pass header.from=agents.example", "none"],
    ["mx.desk.example; iprev=pass smtp.mailfrom=anna@agents.example header.d=agents.example", "none"],
    ["mx.desk.example; dmarc=pass header.from=_; dkim=pass header.d=agents.example", "none"],
    ["=; dmarc=pass header.from=agents.example", "none"],
    // passes for somebody else
    ["mx.desk.example; dmarc=pass header.from=evil.example", "none"],
    ["mx.desk.example; dkim=pass header.d=evil.example", "none"],
    ["mx.desk.example; dkim=pass header.d=evilagents.example", "none"],
    ["mx.desk.example; dkim=pass header.d=example", "none"],
    ["mx.desk.example; dkim=pass header.d=evil.example header.i=@agents.example", "none"],
    ["mx.desk.example; dkim=pass header.d=agents.example header.d=evil.example", "none"],
    ["mx.desk.example; spf=pass smtp.mailfrom=anna@agents.example@evil.example", "none"],
    ['mx.desk.example; spf=pass smtp.mailfrom="anna@agents.example"@evil.example', "none"],
    ["mx.desk.example; dmarc=pass header.from=evil.example; dkim=pass header.d=agents.example", "none"],
    [`mx.desk.example; ${PASS}; dmarc=pass header.from=evil.example`, "none"],
    // words of the sender that a host repeats
    [`mx.desk.example; spf=none (dmarc=pass header.from=agents.example) smtp.mailfrom=x.example`, "none"],
    [
      `mx.desk.example; spf=none (a \\) ; dmarc=pass header.from=agents.example) smtp.mailfrom=x.example`,
      "none",
    ],
    [
      `mx.desk.example; spf=none (a (b) ; dmarc=pass header.from=agents.example) smtp.mailfrom=x.example`,
      "none",
    ],
    [`mx.desk.example; spf=none reason="; dmarc=pass header.from=agents.example"`, "none"],
    [
      `mx.desk.example; spf=none smtp.mailfrom="x\\"; dmarc=pass header.from=agents.example"@evil.example`,
      "none",
    ],
    [`mx.desk.example; spf=none; "dmarc"=pass header.from=agents.example`, "none"],
    // lines that do not end
    [`mx.desk.example; ${PASS} (`, "none"],
    [`mx.desk.example; ${PASS} "`, "none"],
    [`mx.desk.example; ${PASS} )`, "none"],
    // other hosts, and none
    [`mx.evil.example; ${PASS}`, "none"],
    [`x.mx.desk.example; ${PASS}`, "none"],
    [`(mx.desk.example) mx.evil.example; ${PASS}`, "none"],
    [`mx.evil.example (x; mx.desk.example); ${PASS}`, "none"],
    [PASS, "none"],
    ["", "none"],
  ])("%s → %s", (results, expected) => {
    expect(judged(results)).toBe(expected);
  });

  it.each([
    ["dkim=pass header.d=agents.example header.s=s1", "dkim=pass header.d=agents.example"],
    ["dkim=pass header.i=@agents.example", "dkim=pass header.i=@agents.example"],
    ["spf=pass smtp.mailfrom=a@agents.example", "spf=pass smtp.mailfrom=a@agents.example"],
    ["dmarc=fail header.from=agents.example x.y=z", "dmarc=fail header.from=agents.example"],
    ["none", "no aligned pass for agents.example"],
    ["dmarc=pass header.from=evil.example", "dmarc judged another From domain than agents.example"],
  ])("says of %s: %s", (results, detail) => {
    const mail = mailWith(`Authentication-Results: mx.desk.example; ${results}`, RECEIVED);
    expect(judgeAuthentication(mail, OURS, SENDER).detail).toBe(detail);
  });

  it("says which line it missed", () => {
    expect(judgeAuthentication(mailWith(RECEIVED), OURS, SENDER).detail).toContain("mx.desk.example");
    expect(judgeAuthentication(mailWith(RECEIVED), OURS, "eve@evil.example").detail).toContain("From");
    expect(judgeAuthentication(mailWith(RECEIVED), "none", SENDER).detail).toContain("no vouching host");
    expect(judgeAuthentication(mailWith(RECEIVED), "microsoft365", SENDER).detail).toContain("Exchange");
  });

  it("says in words what it relies on", () => {
    const mail = mailWith(`Authentication-Results: mx.desk.example; ${PASS}`, RECEIVED);
    expect(judgeAuthentication(mail, OURS, SENDER).detail).toBe("dmarc=pass header.from=agents.example");
  });

  it("knows a domain in its national spelling", () => {
    const sender = "anna@xn--blbrgrd-fxadh.example";
    const mail = aMail({
      from: [{ address: sender, name: null }],
      headers: headerLines(
        `Authentication-Results: mx.desk.example; dkim=pass header.d=blåbærgård.example\n${RECEIVED}\nFrom: ${sender}`,
      ),
    });
    expect(judgeAuthentication(mail, OURS, sender).result).toBe("pass");
  });
});

describe("where a line stands", () => {
  const forged = `Authentication-Results: mx.desk.example; ${PASS}`;
  const judge = (lines: string[], trustedHops: number, relays: string[] = []) =>
    judgeAuthentication(
      mailWith(...lines),
      { rfc8601: "mx.desk.example", trustedHops, relays, dkim: false },
      SENDER,
    ).result;

  it.each<[string, string[], number, string]>([
    ["above our Received line", [forged, RECEIVED, FOREIGN], 1, "pass"],
    ["below our Received line", [RECEIVED, forged, FOREIGN], 1, "none"],
    ["at the very bottom", [RECEIVED, FOREIGN, forged], 1, "none"],
    [
      "below ours, our own verdict above",
      ["Authentication-Results: mx.desk.example; none", RECEIVED, forged],
      1,
      "none",
    ],
    [
      "below ours, our own refusal above",
      ["Authentication-Results: mx.desk.example; dmarc=fail", RECEIVED, forged],
      1,
      "fail",
    ],
    ["between the two hosts of ours", [INNER, forged, RECEIVED, FOREIGN], 2, "pass"],
    ["below the two hosts of ours", [INNER, RECEIVED, forged, FOREIGN], 2, "none"],
    ["in a mail that passed fewer hosts than ours", [forged, RECEIVED], 2, "none"],
    [
      "in a mail that passed one host of ours, above an invented one",
      [RECEIVED, forged, RECEIVED],
      2,
      "none",
    ],
    ["in a mail that passed no host at all", [forged], 1, "none"],
    ["as ARC evidence of somebody else", [`ARC-${forged}`, RECEIVED], 1, "none"],
  ])("%s", (_, lines, hops, expected) => {
    expect(judge(lines, hops)).toBe(expected);
  });

  describe("with a host of ours behind the one that vouches", () => {
    const top = (from: string) =>
      `Received: from ${from} by store.desk.example with ESMTP; Mon, 2 Mar 2026 09:15:03 +0000`;
    const through = (from: string, relays: string[] = []) => judge([top(from), forged, RECEIVED], 2, relays);

    it.each([
      ["Postfix", "mx.desk.example (mx.desk.example [10.0.0.5])"],
      ["Sendmail", "MX.Desk.Example (mx.desk.example [10.0.0.5])"],
      [
        "Postfix with TLS",
        "mx.desk.example (mx.desk.example [IPv6:2001:db8::5])\n\t(using TLSv1.3 with cipher X (256/256 bits))",
      ],
    ])("counts where it looked up the name of that one: %s", (_, from) => {
      expect(through(from)).toBe("pass");
    });

    it.each([
      ["a sender who calls himself so (Postfix)", "mx.desk.example (mail.evil.example [192.0.2.66])"],
      ["a sender without a name (Postfix)", "mx.desk.example (unknown [192.0.2.66])"],
      [
        "a name that the look-up does not bear out (Sendmail)",
        "mx.desk.example (mx.desk.example [192.0.2.66] (may be forged))",
      ],
      ["a sender who calls himself so (Exim)", "mail.evil.example ([192.0.2.66] helo=mx.desk.example)"],
      ["a name that nobody looked up (Exchange)", "mx.desk.example (192.0.2.66)"],
      ["a name without anything", "mx.desk.example"],
      ["another name", "mail.evil.example (mx.desk.example [10.0.0.5])"],
      ["a comment that does not end", "mx.desk.example (mx.desk.example [10.0.0.5]"],
      ["more than one name", "mx.desk.example mail.evil.example (mx.desk.example [10.0.0.5])"],
      ["no name at all", "(mx.desk.example [10.0.0.5])"],
    ])("does not count for %s", (_, from) => {
      expect(through(from)).toBe("none");
    });

    it.each([
      ["Postfix", "mx (unknown [10.0.0.5])"],
      ["Exchange", "mx.desk.example (10.0.0.5)"],
      ["Exim", "[10.0.0.5] (helo=mx.desk.example)"],
      ["IPv6", "mx (mx [IPv6:2001:DB8::5])"],
    ])("counts where the connection came from a relay that desk.yaml names: %s", (_, from) => {
      expect(through(from, ["10.0.0.5", "2001:db8::5"])).toBe("pass");
    });

    it.each([
      ["another address", "mx.desk.example (mx.desk.example [192.0.2.66])"],
      ["a relay's address as a name given", "[10.0.0.5] (unknown [192.0.2.66])"],
      ["a relay's address as a name given (Exim)", "[192.0.2.66] (helo=[10.0.0.5])"],
      ["no address", "mx.desk.example (mx.desk.example)"],
    ])("does not count, with relays named, for %s", (_, from) => {
      expect(through(from, ["10.0.0.5"])).toBe("none");
    });

    it("does not count for a line that says nothing of where the mail came from", () => {
      const local =
        "Received: by store.desk.example (Postfix, from userid 0); Mon, 2 Mar 2026 09:15:03 +0000";
      expect(judge([local, forged, RECEIVED], 2)).toBe("none");
      expect(
        judge([top("mx.desk.example (mx.desk.example [10.0.0.5])"), forged, "Received: from x; Mon"], 2),
      ).toBe("none");
    });

    it("wants every one of three in order", () => {
      const second =
        "Received: from mx.desk.example (mx.desk.example [10.0.0.5]) by filter.desk.example; Mon";
      const first =
        "Received: from filter.desk.example (filter.desk.example [10.0.0.6]) by store.desk.example; Mon";
      expect(judge([first, second, forged, RECEIVED], 3)).toBe("pass");
      expect(judge([second, first, forged, RECEIVED], 3)).toBe("none");
    });
  });

  it("adds up the lines that several filters of one host wrote", () => {
    const spf = "Authentication-Results: mx.desk.example; spf=fail smtp.mailfrom=relay.example";
    expect(judge([spf, forged, RECEIVED], 1)).toBe("pass");
    expect(judge([forged, "Authentication-Results: mx.desk.example; dmarc=fail", RECEIVED], 1)).toBe("fail");
  });
});

describe("who is vouched for", () => {
  const above = `Authentication-Results: mx.desk.example; ${PASS}`;

  it("nobody but the one From address", () => {
    const mail = mailWith(above, RECEIVED);
    expect(judgeAuthentication(mail, OURS, "mike@agents.example").result).toBe("none");
  });

  it("nobody where two From lines leave the choice to the reader", () => {
    const mail = mailWith(above, RECEIVED, `From: ${SENDER}`);
    expect(judgeAuthentication(mail, OURS, SENDER).result).toBe("none");
  });

  it("nobody where From names two", () => {
    const mail = aMail({
      from: [SENDER, "eve@evil.example"].map((address) => ({ address, name: null })),
      headers: headerLines(`${above}\n${RECEIVED}\nFrom: ${SENDER}, eve@evil.example`),
    });
    expect(judgeAuthentication(mail, OURS, SENDER).result).toBe("none");
  });

  it("nobody on a mailbox without a vouching host", () => {
    expect(judgeAuthentication(mailWith(above, RECEIVED), "none", SENDER).result).toBe("none");
  });
});

describe("the desk's own check of signatures", () => {
  const own: Mailbox["authentication"] = { dkim: true };
  const both: Mailbox["authentication"] = { ...OURS, dkim: true };
  const line = (results: string) => `Authentication-Results: mx.desk.example; ${results}`;

  it.each<[string, Mailbox["authentication"], string[], boolean, string]>([
    ["alone, a signature", own, [RECEIVED], true, "pass"],
    ["alone, none", own, [RECEIVED], false, "none"],
    ["alone, none, though a line claims one", own, [line(PASS), RECEIVED], false, "none"],
    ["beside a host that says nothing", both, [RECEIVED], true, "pass"],
    ["beside a host that says nothing, no signature", both, [RECEIVED], false, "none"],
    ["beside a host that refuses", both, [line("dmarc=fail"), RECEIVED], true, "fail"],
    ["beside a host that vouches", both, [line(PASS), RECEIVED], false, "pass"],
    ["not asked for", OURS, [RECEIVED], true, "none"],
    ["where nobody vouches", "none", [RECEIVED], true, "none"],
    ["with two From lines", own, [RECEIVED, FROM], true, "none"],
  ])("%s", (_, setting, lines, isSigned, expected) => {
    expect(judgeAuthentication(mailWith(...lines), setting, SENDER, isSigned).result).toBe(expected);
  });

  it("is made only where the setting says so", () => {
    expect([own, both, OURS, "none" as const, "microsoft365" as const].map(checksDkim)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("says that it rests on that", () => {
    expect(judgeAuthentication(mailWith(RECEIVED), own, SENDER, true).detail).toContain("agents.example");
  });
});

describe("microsoft365", () => {
  const judge = (...lines: string[]) =>
    judgeAuthentication(mailWith(...lines), "microsoft365", SENDER).result;
  const exchange = (results: string) => `Authentication-Results: ${results}`;
  const pass =
    "spf=pass (sender IP is 192.0.2.1)\n smtp.mailfrom=agents.example; dkim=pass (signature was verified)\n header.d=agents.example;dmarc=pass action=none\n header.from=agents.example;compauth=pass reason=100";

  it.each<[string, string[], string]>([
    ["the topmost line without an id, below its Received lines", [RECEIVED, exchange(pass), FOREIGN], "pass"],
    [
      "a refusal",
      [RECEIVED, exchange("spf=fail; dmarc=fail action=quarantine header.from=agents.example")],
      "fail",
    ],
    [
      "a forged line below the real one",
      [RECEIVED, exchange("spf=none; dmarc=none"), exchange(pass)],
      "none",
    ],
    ["a line with an id on top", [RECEIVED, exchange(`mx.evil.example; ${PASS}`), exchange(pass)], "none"],
    ["a line that does not end on top", [RECEIVED, exchange("spf=none ("), exchange(pass)], "none"],
    [
      "a composite pass alone",
      [RECEIVED, exchange("spf=softfail; dmarc=none; compauth=pass reason=109")],
      "none",
    ],
    ["mail from within", ["X-MS-Exchange-Organization-AuthAs: Internal", RECEIVED], "pass"],
    ["mail from outside", ["X-MS-Exchange-Organization-AuthAs: Anonymous", RECEIVED], "none"],
    [
      "two opinions about where it came from",
      [
        "X-MS-Exchange-Organization-AuthAs: Anonymous",
        "X-MS-Exchange-Organization-AuthAs: Internal",
        RECEIVED,
      ],
      "none",
    ],
  ])("%s", (_, lines, expected) => {
    expect(judge(...lines)).toBe(expected);
  });

  it("does not count for a host that names itself", () => {
    expect(
      judgeAuthentication(mailWith("X-MS-Exchange-Organization-AuthAs: Internal", RECEIVED), OURS, SENDER)
        .result,
    ).toBe("none");
  });
});

describe("always", () => {
  const noise = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom(...'()"\\;= ', "dmarc=pass", "header.from=agents.example", "mx.desk.example"), {
        maxLength: 40,
      })
      .map((p) => p.join("")),
  );

  it("nothing that stands below our Received line makes or unmakes a verdict", () => {
    const lines = fc.array(
      fc.tuple(
        fc.constantFrom("authentication-results", "received", "x-ms-exchange-organization-authas"),
        noise,
      ),
    );
    const above = fc.constantFrom("none", PASS, "dmarc=fail");
    fc.assert(
      fc.property(lines, above, (forged, results) => {
        const mail = mailWith(`Authentication-Results: mx.desk.example; ${results}`, RECEIVED);
        const more = {
          ...mail,
          headers: [...mail.headers, ...forged.map(([name, value]) => ({ name, value }))],
        };
        expect(judgeAuthentication(more, OURS, SENDER)).toEqual(judgeAuthentication(mail, OURS, SENDER));
      }),
    );
  });

  it("no comment changes a verdict, whatever it says", () => {
    fc.assert(
      fc.property(noise, fc.constantFrom("none", "dmarc=fail", `${PASS}`), (text, results) => {
        const comment = `(${text.replace(/[()\\]/g, "\\$&").replace(/[\r\n]/g, " ")})`;
        expect(judged(`mx.desk.example ${comment}; ${comment} ${results} ${comment}`)).toBe(
          judged(`mx.desk.example; ${results}`),
        );
      }),
    );
  });

  it("any line is read without throwing", () => {
    fc.assert(fc.property(noise, (text) => void judged(text)));
  });

  it("hostile lengths take no time", () => {
    const started = performance.now();
    for (const unit of ["(", '"', "=", ";", "a=", "a ", "\\", '"a"', "x;y=z "])
      judged(`mx.desk.example; ${unit.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
