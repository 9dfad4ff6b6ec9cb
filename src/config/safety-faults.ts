/** Settings that would leave the desk open, or make it feed itself its own mail. Pure. */
import { variables } from "./secret-names.ts";
import {
  addressKey,
  type Item,
  isRecord,
  items,
  type Report,
  textAt,
  textsAt,
  type View,
  valueAt,
} from "./view.ts";

/** Proof without a vouching host, secrets over an open wire. */
export function safetyFaults({ raw, mailboxes }: View, report: Report): void {
  if (valueAt(raw, ["proof"]) === "strict") {
    for (const box of mailboxes) {
      const authentication = box.value.authentication;
      if (authentication !== undefined && authentication !== "none") continue;
      const hint = "name the mail host that vouches for senders, or write proof: token";
      const at = authentication === undefined ? box.path : [...box.path, "authentication"];
      const found = "proof: strict needs authentication, and this mailbox has none";
      report(at, "strict_without_authentication", found, "rfc8601: AUTHSERV-ID, or microsoft365", hint);
    }
  }
  for (const path of [["smtp"], ...mailboxes.map((box) => [...box.path, "imap"])])
    checkWire(raw, path, report);
}

function checkWire(raw: unknown, path: PropertyKey[], report: Report): void {
  const host = textAt(raw, [...path, "host"]);
  if (host !== null && valueAt(raw, [...path, "tls"]) === false && !isLoopback(host.value)) {
    const found = `tls: false would send the password to ${host.value} in the clear`;
    report([...path, "tls"], "plain_connection", found, "true, starttls", "false is for this machine only");
  }
  const oauth = valueAt(raw, [...path, "oauth"]);
  if (!isRecord(oauth)) return;
  if (valueAt(raw, [...path, "user"]) === undefined) {
    report(
      [...path, "oauth"],
      "missing_user",
      "oauth needs the user who signs in",
      null,
      "add user beside it",
    );
  }
  const url = textAt(raw, [...path, "oauth", "tokenUrl"]);
  if (url !== null && URL.canParse(url.value)) {
    const { protocol, hostname, username, password } = new URL(url.value);
    if (username !== "" || password !== "") {
      const account = path[0] === "smtp" ? "smtp" : String(valueAt(raw, [...path.slice(0, 2), "name"]));
      const hint = `take it out and set ${variables.oauthSecret(account)}, or ${variables.oauthSecret(account)}_FILE`;
      report(url.path, "secret_in_file", "the URL holds a login", "a URL without one", hint);
    }
    if (protocol === "http:" && !isLoopback(hostname)) {
      report(url.path, "plain_connection", "http would send the client's secret in the clear", "https://…");
    }
  }
}

/** RFC 1122 3.2.1.3, RFC 4291 2.5.3, RFC 6761 6.3; the same as where connections are made. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

/** Where the desk itself receives mail, as it compares addresses. */
export function ownAddresses({ raw, mailboxes }: View): string[] {
  return [
    ...mailboxes.flatMap((box) => [
      textAt(raw, [...box.path, "address"]),
      ...textsAt(raw, [...box.path, "aliases"]),
    ]),
    textAt(raw, ["desk", "address"]),
  ].flatMap((item) => (item === null ? [] : addressKey(item.value)));
}

/** Addresses and folders by which the desk would answer or read its own mail. */
export function loopFaults(view: View, report: Report): void {
  const { raw, mailboxes, teams, agents } = view;
  const own = ownAddresses(view);
  const people = [
    ...agents.flatMap((agent) => [
      textAt(raw, [...agent.path, "address"]),
      ...textsAt(raw, [...agent.path, "aliases"]),
    ]),
    ...teams.flatMap((team) => [
      textAt(raw, [...team.path, "address"]),
      textAt(raw, [...team.path, "lead"]),
      textAt(raw, [...team.path, "manager"]),
    ]),
    textAt(raw, ["desk", "operator"]),
  ].filter((item) => item !== null);
  for (const item of people) {
    if (!own.includes(addressKey(item.value))) continue;
    const hint = "write the address at which a person reads";
    report(item.path, "own_address", `${item.value} is the desk itself, which would mail itself`, null, hint);
  }
  for (const box of mailboxes) {
    checkCatchall(raw, box, people, report);
    checkFolders(raw, box, report);
  }
  checkShared(raw, mailboxes, report);
}

function checkCatchall(raw: unknown, box: Item, people: Item<string>[], report: Report): void {
  const domain = textAt(raw, [...box.path, "replyAddress", "catchall"]);
  if (domain === null) return;
  const inside = people.find((item) => addressKey(item.value).endsWith(`@${domain.value.toLowerCase()}`));
  if (inside === undefined) return;
  const found = `${inside.value} has an address in ${domain.value}, whose every address must reach the mailbox`;
  report(domain.path, "shared_catchall", found, `a domain of its own, such as reply.${domain.value}`);
}

function checkFolders(raw: unknown, box: Item, report: Report): void {
  const written = textsAt(raw, [...box.path, "folders"]);
  const folders = (written.length > 0 ? written.map((item) => item.value) : ["INBOX"]).map(folderKey);
  for (const at of [["afterAccept", "move"], ["sentFolder"]]) {
    const target = textAt(raw, [...box.path, ...at]);
    if (target === null || !folders.includes(folderKey(target.value))) continue;
    const found = `"${target.value}" is one of the folders that mail is read from`;
    report(target.path, "folder_feeds_itself", found, "a folder that is not among folders");
  }
  const flag = textAt(raw, [...box.path, "afterAccept", "flag"]);
  if (flag !== null && /^\\(deleted|recent|draft)$/i.test(flag.value)) {
    const found = `the flag ${flag.value} would make the server drop or hide mail`;
    report(
      flag.path,
      "dangerous_flag",
      found,
      "an IMAP keyword such as $Deskpost, or \\Seen, \\Flagged, \\Answered",
    );
  }
}

/** Two mailboxes that read one folder of one account would move each other's mail away. */
function checkShared(raw: unknown, mailboxes: Item[], report: Report): void {
  const seen = new Map<string, PropertyKey[]>();
  for (const box of mailboxes) {
    const host = textAt(raw, [...box.path, "imap", "host"])?.value.toLowerCase();
    const user = textAt(raw, [...box.path, "imap", "user"])?.value.toLowerCase();
    if (host === undefined || user === undefined) continue;
    const port = valueAt(raw, [...box.path, "imap", "port"]) ?? 993;
    const written = items(raw, [...box.path, "folders"]);
    const folders = written.length > 0 ? written : [{ path: box.path, value: "INBOX" }];
    for (const folder of folders) {
      const key = JSON.stringify([host, port, user, folderKey(String(folder.value))]);
      if (seen.has(key)) {
        const found = `"${String(folder.value)}" of ${user} at ${host} is read a second time`;
        report(folder.path, "folder_read_twice", found, "each folder in one mailbox only");
      }
      seen.set(key, folder.path);
    }
  }
}

/** RFC 3501 5.1: INBOX counts no case, other names may. */
function folderKey(folder: string): string {
  return folder.toUpperCase() === "INBOX" ? "INBOX" : folder;
}
