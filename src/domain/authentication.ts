/**
 * What the mail host vouches for about the From address. Only lines that our own host wrote count, and only a pass for the sender's
 * own domain; everything that an outsider can put into a mail leaves the judgement at "none" or makes it worse.
 */
import { directoryDomain, domainOf, senderOf } from "./address.ts";
import { type MethodResult, parseAuthenticationResults } from "./authentication-results.ts";
import type { Mailbox } from "./desk.ts";
import type { AuthenticationResult } from "./facts.ts";
import type { MailHeader, ParsedMail } from "./message.ts";
import { isHandedOn } from "./received.ts";

/** `authentication:` that names a host by its authserv-id. */
type Vouching = Extract<Mailbox["authentication"], { rfc8601: string }>;

export interface AuthenticationJudgement {
  result: AuthenticationResult;
  /** The evidence in words, for `deskpost why`. */
  detail: string;
}

/**
 * `sender`: the From address in directory form; any other address is not vouched for. `isSigned`: the desk itself found a valid
 * DKIM signature of its domain; it counts where the setting says so and the host said nothing.
 */
export function judgeAuthentication(
  mail: ParsedMail,
  setting: Mailbox["authentication"],
  sender: string,
  isSigned = false,
): AuthenticationJudgement {
  if (setting === "none") return none("the mailbox has no vouching host");
  if (senderOf(mail)?.address !== sender) return none("not the one From address of the mail");
  if (setting === "microsoft365") return judgeMicrosoft365(mail.headers, sender);
  const said =
    "rfc8601" in setting ? judgeResults(mail, setting, sender) : none("no signature of its domain");
  if (said.result !== "none" || !setting.dkim || !isSigned) return said;
  return { result: "pass", detail: `dkim signature of ${domainOf(sender)}, checked by the desk` };
}

/** Whether this mailbox has the desk check signatures itself. */
export function checksDkim(setting: Mailbox["authentication"]): boolean {
  return typeof setting === "object" && setting.dkim;
}

function judgeResults(mail: ParsedMail, setting: Vouching, sender: string): AuthenticationJudgement {
  const lines = trustedHeaders(mail.headers, setting)
    .filter((header) => header.name === "authentication-results")
    .map((header) => parseAuthenticationResults(header.value))
    .filter((line) => line?.authservId === setting.rfc8601.toLowerCase());
  if (lines.length === 0) return none(`no results of ${setting.rfc8601} above its Received line`);
  return judge(
    lines.flatMap((line) => line?.results ?? []),
    sender,
  );
}

/**
 * Headers that stand above the Received line which our own host wrote when it took the mail in: each host puts its lines on top,
 * so whatever stands below came along with the mail. None where the mail passed fewer hosts than that: then the lower Received
 * lines, and all between them, are the sender's own invention.
 */
export function trustedHeaders(headers: MailHeader[], setting: Vouching): MailHeader[] {
  const received = headers.flatMap((header, at) => (header.name === "received" ? [{ at, ...header }] : []));
  const boundary = received[setting.trustedHops - 1];
  if (!boundary) return [];
  for (let hop = 1; hop < setting.trustedHops; hop++) {
    const [upper, lower] = [received[hop - 1]?.value ?? "", received[hop]?.value ?? ""];
    if (!isHandedOn(upper, lower, setting.relays)) return [];
  }
  return headers.slice(0, boundary.at);
}

/**
 * Exchange Online writes its results without an authserv-id, one line a mail, above any that came along, and removes foreign
 * X-MS-Exchange-Organization headers at its border.
 */
function judgeMicrosoft365(headers: MailHeader[], sender: string): AuthenticationJudgement {
  const authAs = headers.filter((header) => header.name === "x-ms-exchange-organization-authas");
  if (authAs.length > 0 && authAs.every((header) => header.value.trim().toLowerCase() === "internal")) {
    return { result: "pass", detail: "sent within the organisation (AuthAs: Internal)" };
  }
  const topmost = headers.find((header) => header.name === "authentication-results");
  const line = topmost ? parseAuthenticationResults(topmost.value) : null;
  if (!line || line.authservId !== null) return none("no results of Exchange Online on top");
  return judge(line.results, sender);
}

function judge(results: MethodResult[], sender: string): AuthenticationJudgement {
  const domain = domainOf(sender);
  const dmarc = results.filter((one) => one.method === "dmarc");
  const failed = dmarc.find((one) => one.result === "fail");
  if (failed) return { result: "fail", detail: inWords(failed, ["header.from"]) };
  const judged = dmarc.flatMap((one) => domains(one, "header.from"));
  // DMARC judges the From domain itself: a line about a foreign one means that host and we read the From line differently.
  if (judged.some((from) => from === null || !areRelated(from, domain))) {
    return none(`dmarc judged another From domain than ${domain}`);
  }
  const passed = dmarc.find((one) => one.result === "pass" && domains(one, "header.from").includes(domain));
  if (passed) return { result: "pass", detail: inWords(passed, ["header.from"]) };
  const aligned = results.find((one) => one.result === "pass" && isAligned(one, domain));
  if (aligned) return { result: "pass", detail: inWords(aligned, ["header.d", "header.i", "smtp.mailfrom"]) };
  return none(`no aligned pass for ${domain}`);
}

function isAligned(one: MethodResult, domain: string): boolean {
  const proven =
    one.method === "dkim"
      ? domains(one, domains(one, "header.d").length > 0 ? "header.d" : "header.i")
      : one.method === "spf"
        ? domains(one, "smtp.mailfrom")
        : [];
  return proven.length > 0 && proven.every((other) => other !== null && areRelated(other, domain));
}

/** Relaxed alignment (RFC 7489 3.1) without a list of public suffixes: the same domain, or one above or below it. */
export function areRelated(a: string, b: string): boolean {
  if (a === b) return true;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.includes(".") && longer.endsWith(`.${shorter}`);
}

/** Domains of every property of that name; null among them for a value that is none. */
function domains(one: MethodResult, property: string): (string | null)[] {
  return one.properties
    .filter(({ name }) => name === property)
    .map(({ value }) => directoryDomain(domainOf(value)));
}

function inWords(one: MethodResult, properties: string[]): string {
  const named = one.properties.filter(({ name }) => properties.includes(name));
  return [
    `${one.method}=${one.result}`,
    ...named.map(({ name, value }) => `${name}=${value.slice(0, 100)}`),
  ].join(" ");
}

function none(detail: string): AuthenticationJudgement {
  return { result: "none", detail };
}
