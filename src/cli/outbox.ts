/** `deskpost outbox list`: mail that the desk owes, sent, could not send or held back. */
import { type Context, type ExitCode, FINE } from "./io.ts";
import { filterOf, type ListOptions, printList } from "./lists.ts";
import { withReadModels } from "./open-app.ts";
import { formatInstant } from "./text.ts";

const STATES = ["pending", "sent", "failed", "suppressed"];

export async function listOutbox(context: Context, options: ListOptions): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models, desk) => {
    const rows = await models.listOutbox(filterOf(options, STATES, desk));
    const zone = desk.desk.timeZone;
    printList(context.io, options, "mails of the desk", rows, {
      columns: [
        { title: "Id", align: "right" },
        { title: "Created" },
        { title: "Notice" },
        { title: "Case", align: "right" },
        { title: "To", flexible: true },
        { title: "State" },
        { title: "Sent" },
        { title: "Tries", align: "right" },
        { title: "Reason", flexible: true },
      ],
      cells: (row) => [
        String(row.id),
        formatInstant(row.createdAt, zone),
        row.notice,
        row.caseNumber === null ? "" : `#${row.caseNumber}`,
        row.to,
        row.state,
        formatInstant(row.sentAt, zone),
        String(row.attempts),
        row.reason ?? "",
      ],
    });
    return FINE;
  });
}
