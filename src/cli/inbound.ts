/** `deskpost inbound list|show|retry|release|raw`: received mail, whatever became of it. */
import type { InboundView } from "../store/views.ts";
import { type Context, type ExitCode, FINE, type JsonOption, NOT_FINE } from "./io.ts";
import { filterOf, type ListOptions, notThere, printList, printOne } from "./lists.ts";
import { withApp, withReadModels } from "./open-app.ts";
import { processNow } from "./process-now.ts";
import { formatInstant, printable } from "./text.ts";

const STATES = ["received", "processed", "ignored", "quarantined", "failed"];

export async function listInbound(context: Context, options: ListOptions): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models, desk) => {
    const rows = await models.listInbound(filterOf(options, STATES, desk));
    printList(context.io, options, "received mails", rows, {
      columns: [
        { title: "Id", align: "right" },
        { title: "Received" },
        { title: "State" },
        { title: "Reason", flexible: true },
        { title: "Case", align: "right" },
        { title: "From", flexible: true },
        { title: "Subject", flexible: true },
      ],
      cells: (row) => [
        String(row.id),
        formatInstant(row.receivedAt, desk.desk.timeZone),
        row.state,
        row.reason ?? "",
        row.caseNumber === null ? "" : `#${row.caseNumber}`,
        row.from ?? "",
        row.subject ?? "",
      ],
    });
    return FINE;
  });
}

/** Throws ConfigError `not_found`. */
export async function showInbound(context: Context, id: number, options: JsonOption): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models, desk) => {
    const found = await models.showInbound(id);
    if (found === null) throw notThere("received mail", id, "inbound list");
    printOne(context.io, options, found, () => describeInbound(found, desk.desk.timeZone));
    return FINE;
  });
}

function describeInbound(mail: InboundView, zone: string): string {
  const fields: [string, string | null][] = [
    ["From", mail.from],
    [
      "Received",
      `${formatInstant(mail.receivedAt, zone)} in ${[mail.mailbox, mail.folder].filter(Boolean).join(", ")}`,
    ],
    ["Became", [mail.state, mail.reason].filter(Boolean).join(": ")],
    ["Case", mail.caseNumber === null ? null : `#${mail.caseNumber}`],
    ["Kind", mail.kind],
    ["Message-ID", mail.messageId],
    ["SHA-256", mail.sha256],
    ["Last error", mail.lastError],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`${`${name}:`.padEnd(12)}${value}`] : []));
  const evidence = mail.evidence.map(({ step, code, detail }) => `  ${step}: ${code} ${detail}`.trimEnd());
  return printable([`Mail ${mail.id}  ${mail.subject ?? ""}`, ...lines, ...evidence].join("\n"));
}

/** Tries a failed or quarantined mail again, at once. Exit code 1 when it is neither, or fails again. */
export async function retryInbound(context: Context, id: number, options: JsonOption): Promise<ExitCode> {
  return withApp<ExitCode>(context, async (app) => {
    const before = await app.store.read.showInbound(id);
    if (before === null) throw notThere("received mail", id, "inbound list");
    if ((await app.store.read.retryInbound(id)) === null) {
      context.io.err(`mail ${id} is ${before.state}: only failed and quarantined mail is tried again`);
      return NOT_FINE;
    }
    const after = await processNow(app, id);
    printOne(context.io, options, after, () => describeInbound(after, app.desk.desk.timeZone));
    return after.state === "failed" || after.state === "received" ? NOT_FINE : FINE;
  });
}

/** Takes a mail out of quarantine and processes it at once. Exit code 1 when it is not parked as spam, or fails. */
export async function releaseInbound(context: Context, id: number, options: JsonOption): Promise<ExitCode> {
  return withApp<ExitCode>(context, async (app) => {
    const before = await app.store.read.showInbound(id);
    if (before === null) throw notThere("received mail", id, "inbound list");
    if ((await app.store.read.releaseInbound(id, "command line")) === null) {
      const state = [before.state, before.reason].filter(Boolean).join(": ");
      context.io.err(`mail ${id} is ${state}: only mail that is quarantined as spam is released`);
      return NOT_FINE;
    }
    const after = await processNow(app, id);
    printOne(context.io, options, after, () => describeInbound(after, app.desk.desk.timeZone));
    return after.state === "failed" || after.state === "received" ? NOT_FINE : FINE;
  });
}

/** Writes the stored bytes and nothing else. Throws ConfigError `not_found`. */
export async function rawInbound(context: Context, id: number): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models) => {
    const bytes = await models.rawInbound(id);
    if (bytes === null) throw notThere("received mail", id, "inbound list");
    context.io.bytes(bytes);
    return FINE;
  });
}
