/** `deskpost case list` and `deskpost case show`. */
import { STATUSES } from "../domain/case.ts";
import type { CaseDetails, MessageView } from "../store/views.ts";
import { type Context, type ExitCode, FINE, type JsonOption } from "./io.ts";
import { filterOf, type ListOptions, notThere, printList, printOne } from "./lists.ts";
import { withReadModels } from "./open-app.ts";
import { formatInstant, printable } from "./text.ts";

export async function listCases(context: Context, options: ListOptions): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models, desk) => {
    const rows = await models.listCases(filterOf(options, STATUSES, desk));
    const zone = desk.desk.timeZone;
    printList(context.io, options, "cases", rows, {
      columns: [
        { title: "Case", align: "right" },
        { title: "Opened" },
        { title: "Status" },
        { title: "Priority" },
        { title: "Team" },
        { title: "Agent", flexible: true },
        { title: "Requester", flexible: true },
        { title: "Subject", flexible: true },
      ],
      cells: (row) => [
        `#${row.number}`,
        formatInstant(row.openedAt, zone),
        row.status,
        row.priority ?? "",
        row.team,
        row.agent ?? "",
        row.requester?.address ?? "",
        row.subject,
      ],
    });
    return FINE;
  });
}

/** Throws ConfigError `not_found`. */
export async function showCase(context: Context, number: number, options: JsonOption): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models, desk) => {
    const found = await models.showCase(number);
    if (found === null) throw notThere("case", number, "case list");
    printOne(context.io, options, found, () => describeCase(found, desk.desk.timeZone));
    return FINE;
  });
}

const DIRECTORY = ["phone", "office", "userName", "department", "organisation", "personId"] as const;

function named(person: { address: string; [field: string]: unknown } | null): string | null {
  return person && [person.name, `<${person.address}>`].filter(Boolean).join(" ");
}

function describeCase(found: CaseDetails, zone: string): string {
  const requester = found.requester;
  const fields: [string, unknown][] = [
    ["Status", `${found.status}${found.closingCode ? ` (${String(found.closingCode)})` : ""}`],
    ["Team", [found.team, found.agent].filter(Boolean).join(", ")],
    ["Requester", named(requester)],
    ["", requester && DIRECTORY.flatMap((field) => requester[field] ?? []).join(", ")],
    ["Reporter", named(found.reporter)],
    ["Also", found.participants.filter((address) => address !== requester?.address).join(", ")],
    ["Type", found.type],
    ["Category", found.category],
    ["Priority", found.priority],
    ["Service", found.service],
    ["Place", found.place],
    ["Opened", formatInstant(found.openedAt, zone)],
    ["Linked", found.links.map((other) => `#${other}`).join(", ")],
    [
      "Clocks",
      found.clocks
        .filter((one) => one.state === "running" || one.state === "breached")
        .map((one) => `${one.kind} ${formatInstant(one.dueAt, zone)}`)
        .join(", "),
    ],
    ["Time spent", found.timeSpentMinutes ? `${String(found.timeSpentMinutes)} min` : null],
    ["Rating", found.rating],
    ["Solution", found.solution],
  ];
  const head = fields
    .filter(([, value]) => value)
    .map(([name, value]) => `${(name && `${name}:`).padEnd(12)}${String(value)}`);
  const messages = found.messages.map((message) => describeMessage(message, zone));
  const history = found.history.map(
    ({ at, actor, field, from, to }) =>
      `${formatInstant(at, zone)}  ${actor}: ${field} ${from ?? "–"} → ${to ?? "–"}`,
  );
  const parts = [`#${found.number}  ${found.subject}`, ...head, "", ...messages];
  return printable([...parts, ...(history.length > 0 ? ["History", ...history] : [])].join("\n"));
}

function describeMessage(message: MessageView, zone: string): string {
  const { author, attachments } = message;
  const who = author.name ?? author.address ?? "unknown sender";
  const marks = [message.kind === "message" ? null : message.kind, author.verified ? null : "unverified"];
  const said = message.direction === "out" ? [marks[0]] : marks;
  const remarks = said.filter((mark) => mark !== null);
  const files = attachments.map((file) => `  [${file.name}, ${file.size} bytes]\n`).join("");
  const body = message.text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
  const head = `${message.direction === "in" ? "→" : "←"} ${formatInstant(message.at, zone)}  ${who}`;
  return `${head}${remarks.length > 0 ? ` (${remarks.join(", ")})` : ""}\n${body}\n${files}`;
}
