/** Whether name servers answer, where the desk checks DKIM signatures by itself: without their keys no such mail gets a pass. */
import { domainOf } from "../../domain/address.ts";
import { checksDkim } from "../../domain/authentication.ts";
import type { Desk } from "../../domain/desk.ts";
import { type LookUp, systemLookUp } from "../../mail/dkim.ts";
import { type Finding, fault, ok } from "./finding.ts";

const TIMEOUT_MS = 5_000;
/** A name server that has no such record has answered. */
const ANSWERS: readonly unknown[] = ["ENODATA", "ENOTFOUND"];

/** Nothing to tell where no mailbox has `dkim: true`. */
export async function lookAtDns(desk: Desk, lookUp: LookUp = systemLookUp(TIMEOUT_MS)): Promise<Finding[]> {
  const checking = desk.mailboxes.filter((one) => checksDkim(one.authentication)).map((one) => one.name);
  if (checking.length === 0) return [];
  const name = domainOf(desk.desk.address);
  try {
    await lookUp(name);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (!ANSWERS.includes(code)) {
      return [
        fault(
          "DNS",
          "dns_silent",
          `no name server answers for ${name} (${String(code ?? error)}), so no DKIM signature can be checked for ${checking.join(", ")}`,
          "let this host ask a name server, or name a mail host that vouches: authentication: { rfc8601: … }",
        ),
      ];
    }
  }
  return [ok("DNS", `name servers answer; DKIM keys can be fetched for ${checking.join(", ")}`)];
}
