/** The doctor's look at a mailbox: sign-in, what the server can do, and what the desk may do in each folder. Changes nothing. */
import type { Logins } from "../../app/logins.ts";
import type { Mailbox } from "../../domain/desk.ts";
import { type ProbedFolder, type ProbedMailbox, probeImap } from "../../mail/imap-probe.ts";
import { attempt, type Finding, fault, ok, warning } from "./finding.ts";

/** A server that has not answered by then counts as away. */
const ANSWER_MS = 30_000;

export async function lookAtMailbox(mailbox: Mailbox, logins: Logins): Promise<Finding[]> {
  const check = `mailbox ${mailbox.name}`;
  return attempt(check, async () => {
    const login = logins.imap(mailbox);
    const probe = await probeImap(mailbox, login, AbortSignal.timeout(ANSWER_MS));
    if (!probe.ok) throw probe.error;
    const { host, port, user } = mailbox.imap;
    return [
      ok(check, `signed in to ${host}:${port} as ${user}`),
      ...judgeAbilities(check, mailbox, probe),
      ...probe.folders.flatMap((folder) => judgeFolder(check, mailbox, folder)),
      ...judgeTargets(check, probe),
    ];
  });
}

export function judgeAbilities(
  check: string,
  mailbox: Pick<Mailbox, "pollSeconds" | "afterAccept">,
  { abilities }: Pick<ProbedMailbox, "abilities">,
): Finding[] {
  const findings: Finding[] = [];
  const { idle, move, uidplus } = abilities;
  if (!idle) {
    const found = `the server has no IDLE: new mail is noticed every ${mailbox.pollSeconds} s`;
    findings.push(warning(check, "no_idle", found, "set pollSeconds to what you can wait"));
  }
  if ("move" in mailbox.afterAccept && !move && !uidplus) {
    const found =
      "the server has neither MOVE nor UIDPLUS: mail is copied, and the original stays marked as deleted";
    findings.push(
      warning(check, "no_move", found, "write afterAccept: { flag: $Deskpost }, if that is in the way"),
    );
  }
  if (findings.length > 0) return findings;
  const names = Object.entries(abilities).flatMap(([name, has]) => (has ? [name.toUpperCase()] : []));
  return [ok(check, `the server has ${names.join(", ")}`)];
}

export function judgeFolder(
  check: string,
  mailbox: Pick<Mailbox, "afterAccept">,
  folder: ProbedFolder,
): Finding[] {
  const { name, exists, messages, readOnly, canFile } = folder;
  if (!exists) {
    const hint =
      "correct its name in folders (names count their case, and servers differ in . and / between levels)";
    return [fault(check, "no_folder", `there is no folder ${name}`, hint)];
  }
  if (readOnly) {
    const hint = "give this user the right to write there, or write afterAccept: { leave: true }";
    const found = `the folder ${name} is read-only, so accepted mail cannot be marked`;
    return [
      "leave" in mailbox.afterAccept ? ok(check, found) : fault(check, "folder_read_only", found, hint),
    ];
  }
  if (!canFile) {
    const flags = "flag" in mailbox.afterAccept;
    const found = flags
      ? `${name} takes no keyword ${"flag" in mailbox.afterAccept ? mailbox.afterAccept.flag : ""}`
      : `mail cannot be moved out of ${name}`;
    const hint = flags
      ? "write afterAccept: { move: FOLDER }, or { flag: \\Flagged }"
      : "write afterAccept: { leave: true }";
    return [warning(check, "cannot_file", `${found}: accepted mail stays as it is`, hint)];
  }
  const count = `${messages} ${messages === 1 ? "mail" : "mails"}`;
  return [
    ok(
      check,
      `${name} holds ${count}${messages > 0 ? "; the first start takes what the desk has not seen" : ""}`,
    ),
  ];
}

function judgeTargets(check: string, { destination, sentFolder }: ProbedMailbox): Finding[] {
  return [destination, sentFolder].flatMap((folder) =>
    folder === null || folder.exists
      ? []
      : [ok(check, `the folder ${folder.name} is made when it is needed`)],
  );
}
