/** What tells the mails that one machine writes under many names from those of many people. */
import { describe, expect, test } from "vitest";
import { shapeOf } from "../../src/domain/shape.ts";

const of = (
  subject: string,
  newText: string,
  sender = "one@desk.example",
  senderName: string | null = null,
) => shapeOf({ subject, newText, sender, senderName });

describe("mails of one machine", () => {
  const machine = (n: number, name: string) =>
    of(
      `Re: [#${n}] AW: Ticket T-${n * 7} received`,
      `Dear sender, your request ${n} was received at 09:${10 + n} and will be handled by the team of ${name}. https://x.example/t/${n}`,
      `${name}-${n}@desk.example`,
      `${name} Bot`,
    );

  test("are alike whatever name, number, address and time they bear", () => {
    expect(machine(1, "mill")).toEqual(machine(23, "Wharf"));
    expect(machine(1, "mill")?.terse).toBe(false);
  });

  test("are alike whatever letters they are written in", () => {
    expect(of("ＴＩＣＫＥＴ", "Received")).toEqual(of("ticket", "received"));
    expect(of("票据", "您的请求已收到")).toEqual(of("Re: 票据", "您的请求已收到！"));
  });

  test("differ from those of people", () => {
    expect(of("Printer", "It jams whenever I print.")).not.toEqual(of("Printer", "It jams when I scan."));
  });
});

test("few words are nobody's hand", () => {
  expect(of("Internet down", "Hi, no internet!")?.terse).toBe(true);
  expect(of("Internet down", "Hi, there is no internet in my office since this morning.")?.terse).toBe(false);
});

test("a mail without words is like no other", () => {
  expect(of("[#12]", "42")).toBe(null);
  expect(of("", "")).toBe(null);
});
