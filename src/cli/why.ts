/** `deskpost why`: on what ground the desk did what it did with a case, mail by mail, and the arithmetic of its promises. */
import type { WhyView } from "../store/views.ts";
import { type Context, type ExitCode, FINE, type JsonOption } from "./io.ts";
import { notThere } from "./lists.ts";
import { withReadModels } from "./open-app.ts";
import { formatInstant, printable } from "./text.ts";
import { describeClock } from "./why-clock.ts";

/** `--json`: one object a mail, then one a promise (`clock` says how much of it is used, and how that came). Throws ConfigError `not_found`. */
export async function why(context: Context, number: number, options: JsonOption): Promise<ExitCode> {
  return withReadModels<ExitCode>(context, async (models, desk) => {
    const mails = await models.why(number);
    if (mails === null) throw notThere("case", number, "case list");
    for (const mail of mails) {
      context.io.out(options.json ? JSON.stringify(mail) : describe(mail, desk.desk.timeZone));
    }
    return FINE;
  });
}

function describe(view: WhyView, zone: string): string {
  if (view.clock === null) return describeMail(view, zone);
  return printable([...describeClock(view.clock, zone), ""].join("\n"));
}

function describeMail(mail: WhyView, zone: string): string {
  const head =
    mail.inboundId === null
      ? "By itself, when a clock ran out"
      : `${formatInstant(mail.at, zone)}  mail ${mail.inboundId} from ${mail.from ?? "nobody"}: ${mail.subject ?? ""}`;
  const outcome = [mail.outcome, mail.reason].filter(Boolean).join(": ");
  const evidence = mail.evidence.map(({ step, code, detail }) => [`${step} ${code}`, detail]);
  const notices = mail.notices.map(({ notice, to, state, reason }) => [
    `${notice} to ${to}`,
    reason === null ? state : `${state} (${reason})`,
  ]);
  const lines = [...(mail.inboundId === null ? [] : [["outcome", outcome]]), ...evidence, ...notices];
  return printable(
    [head, ...lines.map(([what, detail]) => `  ${what}${detail ? `: ${detail}` : ""}`), ""].join("\n"),
  );
}
