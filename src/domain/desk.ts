/** The desk as configured: the shape of desk.yaml. The JSON Schema for editors comes from these same definitions. */
import { z } from "zod";
import { digest } from "./desk-digest.ts";
import { escalation, webhooks } from "./desk-escalation.ts";
import { guides } from "./desk-guides.ts";
import { limits } from "./desk-limits.ts";
import { orders } from "./desk-orders.ts";
import { matrix, priorities } from "./desk-priorities.ts";
import { notices, rules } from "./desk-rules.ts";
import { serviceLevel } from "./desk-service.ts";
import { agent, team } from "./desk-team.ts";
import {
  address,
  date,
  domain,
  host,
  httpUrl,
  language,
  name,
  port,
  timeZone,
  weeklyHours,
  workingDuration,
} from "./desk-values.ts";
import { delays, handover, waiting } from "./desk-waiting.ts";

const oauth = z
  .strictObject({
    tokenUrl: httpUrl.describe(
      "Token endpoint, e.g. https://login.microsoftonline.com/TENANT/oauth2/v2.0/token",
    ),
    clientId: z.string().min(1),
    grant: z.enum(["client_credentials", "refresh_token"]),
    scope: z.string().optional(),
  })
  .describe("Sign in by OAuth2; secrets come from DESKPOST_OAUTH_SECRET_… and DESKPOST_OAUTH_REFRESH_…");

const imap = z.strictObject({
  host,
  port: port.default(993),
  tls: z.union([z.boolean(), z.literal("starttls")]).default(true),
  user: z.string().min(1),
  oauth: oauth.optional(),
});

const smtp = z.strictObject({
  host,
  port: port.default(465),
  tls: z.union([z.boolean(), z.literal("starttls")]).default(true),
  user: z.string().min(1).optional().describe("Leave out for a relay that asks for no login"),
  oauth: oauth.optional(),
  envelope: z
    .enum(["verp", "mailbox", "null"])
    .default("mailbox")
    .describe("Envelope sender: a bounce address of its own for each mail, the mailbox, or the null sender"),
});

const replyAddress = z.union([
  z.enum(["plus", "none"]),
  z.strictObject({ catchall: domain.describe("Domain whose every address reaches the mailbox") }),
]);

const dkim = "Check DKIM signatures, by DNS; for hosts that write no results";

const authentication = z.union([
  z.enum(["none", "microsoft365"]),
  z.strictObject({ dkim: z.literal(true).describe(dkim) }),
  z.strictObject({
    rfc8601: z.string().min(1).describe("The authserv-id your own mail host writes"),
    trustedHops: z.number().int().min(1).max(10).default(1),
    relays: z
      .array(z.union([z.ipv4("an IP address"), z.ipv6("an IP address")]))
      .default([])
      .describe("IP addresses of your own hosts that hand mail on to the mailbox, for trustedHops above 1"),
    dkim: z.boolean().default(false).describe(dkim),
  }),
]);

const afterAccept = z.union([
  z.strictObject({ move: z.string().min(1) }),
  z.strictObject({
    flag: z
      .string()
      .regex(/^[$\\A-Za-z][\w$-]*$/, "an IMAP keyword such as $Deskpost, or a flag such as \\Seen"),
  }),
  z.strictObject({ leave: z.literal(true) }),
]);

/** Which header of the mail host says that a mail is spam. */
const spam = z.union([
  z.enum(["none", "spamassassin", "rspamd", "microsoft365"]),
  z.strictObject({
    header: z.string().regex(/^[!-9;-~]{1,100}$/, "a header's name such as X-Spam-Flag"),
    value: z.string().min(1).describe("What the header says of spam, as YES"),
  }),
]);

const mailbox = z.strictObject({
  name,
  address,
  aliases: z.array(address).default([]),
  replyAddress: replyAddress.default("plus"),
  team: name,
  folders: z.array(z.string().min(1)).min(1).default(["INBOX"]),
  imap,
  sentFolder: z.string().optional().describe("Keep a copy of what the desk sends in this folder"),
  afterAccept: afterAccept.default({ flag: "$Deskpost" }),
  acknowledge: z.enum(["always", "outsideHours", "never"]).default("always"),
  pollSeconds: z.number().int().min(1).max(3600).default(30),
  authentication: authentication.default("none"),
  trustedGroups: z
    .array(address)
    .default([])
    .describe("Mailing lists that put their own address into From and tell the writer in X-Original-From"),
  spam: spam
    .default("none")
    .describe("Mail that the host calls spam waits for an agent to release it, listed in a daily mail"),
});

const calendar = z.strictObject({
  name,
  timeZone: timeZone.optional().describe("Default: the desk's"),
  hours: weeklyHours,
  holidays: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, "a country such as DK, or with a region: DE-BY")
    .optional(),
  holidayTypes: z.array(z.enum(["public", "bank", "school", "optional", "observance"])).default(["public"]),
  extraHolidays: z.array(date).default([]),
  extraWorkingDays: z.array(date).default([]),
});

export const deskSchema = z.strictObject({
  desk: z
    .strictObject({
      name: z.string().min(1),
      address,
      language: language.default("en"),
      timeZone: timeZone.default("UTC"),
      operator: address
        .optional()
        .describe("Who is told by mail when something needs a hand (login refused, …)"),
      firstResponse: workingDuration
        .default(8 * 3_600_000)
        .describe("Working time within which a person is promised to answer, e.g. 8h"),
      calendar: name.optional().describe("Calendar of the promise; default: the first one"),
    })
    .describe("Name, address, language and time zone of the desk; what it promises; who operates it"),
  mailboxes: z
    .array(mailbox)
    .min(1)
    .describe("Where mail comes in: IMAP login, folders, reply address, what the host vouches for"),
  smtp: smtp.describe("Where mail goes out"),
  proof: z
    .enum(["strict", "token"])
    .optional()
    .describe("Default: strict when every mailbox has a vouching host (authentication), else token"),
  teams: z
    .array(team)
    .min(1)
    .describe(
      "Groups that cases are given to: members, lead, rota, who is told of new cases and who gets them",
    ),
  agents: z.array(agent).min(1).describe("Who may command: address, aliases, name, language"),
  categories: z
    .array(z.string().min(1))
    .default([])
    .describe('Tree of areas and kinds as "Area/Kind"; empty: any text is allowed'),
  services: z
    .array(z.string().min(1))
    .default([])
    .describe("What #service may name; empty: any text is allowed"),
  closing: z
    .strictObject({
      resolve: z
        .enum(["direct", "viaOwner"])
        .default("direct")
        .describe(
          "direct: the user gets a solution at once. viaOwner: first the case's owner (its mailbox's team, until #move) " +
            "checks what somebody else solved",
        ),
      confirmWorkingDays: z.number().int().min(1).max(60).default(5),
      remindAfterWorkingDays: z.number().int().min(1).max(60).default(3),
      reopenWindowDays: z.number().int().min(1).max(365).default(30),
    })
    .prefault({})
    .describe(
      "Whether a case's owner checks a solution first, how long it waits for its confirmation, and a closed case for trouble",
    ),
  rules,
  notices,
  matrix,
  priorities,
  escalation,
  webhooks,
  digest,
  guides,
  orders,
  waiting,
  handover,
  delays,
  calendars: z
    .array(calendar)
    .default([])
    .describe("Working hours and holidays, in which promises and windows are counted"),
  serviceLevels: z
    .array(serviceLevel)
    .default([])
    .describe(
      "What cases are promised by priority, and when somebody is reminded; the first without categories is the usual one",
    ),
  limits,
});

/** desk.yaml as written. */
export type DeskFile = z.input<typeof deskSchema>;
/** desk.yaml with every default filled in, before `resolveDesk`. */
export type DeskSettings = z.output<typeof deskSchema>;
export type Mailbox = DeskSettings["mailboxes"][number];
export type Team = DeskSettings["teams"][number];
export type Agent = DeskSettings["agents"][number];
export type Calendar = DeskSettings["calendars"][number];
export type SmtpSettings = DeskSettings["smtp"];
export type ImapSettings = Mailbox["imap"];
export type OauthSettings = z.output<typeof oauth>;

/** Settings whose open choices are made: what every decision reads. */
export interface Desk extends Omit<DeskSettings, "proof"> {
  proof: "strict" | "token";
  /** By the name of a team that has a rota: who is on duty now, or next, without those who are away; see duty.ts. */
  duty: ReadonlyMap<string, readonly string[]>;
}

/** Makes the choices that follow from other settings. Cross-references are checked elsewhere (config). */
export function resolveDesk(settings: DeskSettings): Desk {
  const vouched = settings.mailboxes.every((box) => box.authentication !== "none");
  return { ...settings, proof: settings.proof ?? (vouched ? "strict" : "token"), duty: new Map() };
}

/** Round-the-clock calendar for a desk that names none. */
export const ALWAYS_OPEN: Calendar = {
  name: "always",
  hours: { "mon-sun": "00:00-24:00" },
  holidayTypes: ["public"],
  extraHolidays: [],
  extraWorkingDays: [],
};

export function findAgent(desk: Desk, sender: string): Agent | null {
  return desk.agents.find((agent) => agent.address === sender || agent.aliases.includes(sender)) ?? null;
}

export function findTeam(desk: Desk, teamName: string): Team | null {
  return desk.teams.find((team) => team.name === teamName) ?? null;
}

/** Every address at which the desk itself receives mail, without sub-addresses. */
export function deskAddresses(desk: Desk): string[] {
  return [desk.desk.address, ...desk.mailboxes.flatMap((box) => [box.address, ...box.aliases])];
}

/** Sub-addresses and catch-all domains lead to the desk as well. */
export function isDeskAddress(desk: Desk, written: string): boolean {
  const plain = written.replace(/\+[^@]*@/, "@");
  const domain = written.slice(written.lastIndexOf("@") + 1);
  const isCatchall = desk.mailboxes.some(
    (box) => typeof box.replyAddress === "object" && box.replyAddress.catchall === domain,
  );
  return isCatchall || deskAddresses(desk).includes(plain);
}

/** The calendar that promises to a team's users are counted in. */
export function calendarFor(desk: Desk, teamName: string): Calendar {
  const wanted = findTeam(desk, teamName)?.calendar ?? desk.desk.calendar;
  return findCalendar(desk, wanted ?? null) ?? desk.calendars[0] ?? ALWAYS_OPEN;
}

/** `always` needs no calendar of its own in desk.yaml. */
export function findCalendar(desk: Desk, calendarName: string | null): Calendar | null {
  const found = desk.calendars.find((calendar) => calendar.name === calendarName);
  return found ?? (calendarName === ALWAYS_OPEN.name ? ALWAYS_OPEN : null);
}
