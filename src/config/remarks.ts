/** Settings that work but give something up, with what that is: told by `check` and `doctor`, never refused. Pure. */
import { type Desk, deskAddresses } from "../domain/desk.ts";

export interface Remark {
  /** As `mailboxes[helpdesk].authentication: none`. */
  setting: string;
  givesUp: string;
}

export function findRemarks(desk: Desk): Remark[] {
  const remarks: Remark[] = [];
  if (desk.proof === "token") {
    remarks.push({
      setting: "proof: token",
      givesUp:
        "whoever gets hold of one of an agent's mails can act as that agent on its case; a token used again allows " +
        "only answer, note, take, start and wait",
    });
  }
  for (const box of desk.mailboxes) {
    const at = `mailboxes[${box.name}]`;
    if (box.authentication === "none") {
      remarks.push({
        setting: `${at}.authentication: none`,
        givesUp: "nobody vouches for the From line, so a forged sender cannot be told from a true one",
      });
    }
    const { authentication } = box;
    if (typeof authentication === "object" && !("rfc8601" in authentication)) {
      remarks.push({
        setting: `${at}.authentication: { dkim: true }`,
        givesUp:
          "mail without a DKIM signature is vouched for by nobody, and a forged one cannot be told from it; DNS must be reachable",
      });
    }
    if (
      typeof authentication === "object" &&
      "rfc8601" in authentication &&
      authentication.trustedHops > 1 &&
      authentication.relays.length === 0
    ) {
      remarks.push({
        setting: `${at}.authentication.relays`,
        givesUp:
          "not set, so a mail is vouched for only where each of your hosts writes the looked-up name of the one before it; name their IP addresses",
      });
    }
    if (box.replyAddress === "none") {
      remarks.push({
        setting: `${at}.replyAddress: none`,
        givesUp:
          "an answer finds its case only by its thread headers or a line at its end, which some mail programs drop",
      });
    }
    if ("leave" in box.afterAccept) {
      remarks.push({
        setting: `${at}.afterAccept.leave`,
        givesUp: "nobody who looks into the mailbox can tell which mails the desk has taken",
      });
    }
    for (const [what, server] of [
      [`${at}.imap.tls`, box.imap],
      ["smtp.tls", desk.smtp],
    ] as const) {
      if (server.tls === false && !remarks.some((remark) => remark.setting === `${what}: false`)) {
        remarks.push({
          setting: `${what}: false`,
          givesUp: "the connection is not encrypted (this machine only)",
        });
      }
    }
  }
  if (desk.desk.operator === undefined) {
    remarks.push({
      setting: "desk.operator",
      givesUp: "not set, so nobody is told by mail when a login is refused or a mail cannot be processed",
    });
  }
  const received = deskAddresses({ ...desk, desk: { ...desk.desk, address: "" } });
  if (!received.includes(desk.desk.address)) {
    remarks.push({
      setting: "desk.address",
      givesUp: `no mailbox has ${desk.desk.address}, so its mail arrives only if it is forwarded to one`,
    });
  }
  return remarks;
}
