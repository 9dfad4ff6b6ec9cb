/** The doctor's look at SMTP: sign-in, and with `--send` which of the desk's addresses bring its own mail back. */
import type { Logins } from "../../app/logins.ts";
import type { Desk } from "../../domain/desk.ts";
import type { Logger } from "../../flows/ports.ts";
import { createSmtpTransport, type SmtpTransport } from "../../mail/smtp.ts";
import { attempt, type Finding, ok } from "./finding.ts";

/** Signs in, and hands the connection to `then` for more. */
export async function lookAtSmtp(
  desk: Desk,
  logins: Logins,
  log: Logger,
  then: (transport: SmtpTransport) => Promise<Finding[]>,
): Promise<Finding[]> {
  return attempt("smtp", async () => {
    const transport = createSmtpTransport(desk.smtp, logins.smtp(), log);
    try {
      await transport.verify();
      const { host, port, user } = desk.smtp;
      const as = user === undefined ? "without login" : `as ${user}`;
      return [ok("smtp", `signed in to ${host}:${port} ${as}`), ...(await then(transport))];
    } finally {
      await transport.close();
    }
  });
}
