/** The single values that desk.yaml is made of: names, addresses, hosts, working time. Each says what it wants when refused. */
import { z } from "zod";
import { directoryDomain, directoryForm } from "./address.ts";

export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "lower-case letters, digits, - and _, at most 40 characters");

/** What a desk itself, its teams and its agents are called: in directory form, as senders are compared with it. */
export const address = z
  .string()
  .refine((value) => directoryForm(value) !== null, "a mail address such as helpdesk@desk.example")
  .transform((value) => directoryForm(value) ?? value)
  .describe("a mail address");

export const timeZone = z
  .string()
  .refine(isTimeZone, "an IANA time zone such as Europe/Copenhagen")
  .describe("IANA time zone");

function isTimeZone(value: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}

export const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/, "a language with a folder in templates/, such as en or da");

/** Working time such as `8h`, `30m`, `2h30m`; stored as milliseconds. */
export const workingDuration = z
  .string()
  .regex(/^(?=\d)(\d{1,4}h)?(\d{1,4}m)?$/, "working time such as 8h, 30m or 2h30m")
  .transform(parseWorkingDuration);

function parseWorkingDuration(value: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(value);
  return ((Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0)) * 60_000) as number;
}

export const port = z.number().int().min(1).max(65_535);

/** A bare host: no scheme, no port, no login, so that a pasted URL with a password in it is refused. */
export const host = z
  .string()
  .regex(
    /^([A-Za-z0-9]([\w.-]*\w)?|\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]?)$/,
    "a host such as mail.desk.example",
  );

export const domain = z
  .string()
  .refine((value) => directoryDomain(value)?.includes("."), "a domain such as reply.desk.example")
  .transform((value) => directoryDomain(value) ?? value);

export const date = z.iso.date("a date such as 2026-12-24");

export const httpUrl = z.url({
  protocol: /^https?$/,
  error: "a URL such as https://login.example/oauth2/token",
});

const hours = z
  .string()
  .regex(
    /^\d\d:\d\d-\d\d:\d\d(\s*,\s*\d\d:\d\d-\d\d:\d\d)*$/,
    'hours such as "08:00-16:00" or "08:00-12:00, 13:00-16:30"; 24:00 may end a day',
  );

export const weeklyHours = z
  .record(
    z
      .string()
      .regex(
        /^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/,
        "a day or a span of days such as mon or mon-fri",
      ),
    hours,
  )
  .describe('Days → hours; an end before its start runs past midnight ("22:00-06:00")');
