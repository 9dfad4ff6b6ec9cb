/** The doctor's look at what the operator wrote: environment, desk.yaml, the secret, and what weaker settings give up. */
import { createWebhookSecrets } from "../../app/webhook-secrets.ts";
import { formatFault } from "../../config/fault.ts";
import { findRemarks } from "../../config/remarks.ts";
import { variables } from "../../config/secret-names.ts";
import { type Environment, loadDesk, readDesk, resolveSecret } from "../../config.ts";
import type { Desk } from "../../domain/desk.ts";
import { attempt, type Finding, fault, ok, warning } from "./finding.ts";

/** `desk` is null when desk.yaml is faulty: then nothing that it names can be tried. */
export async function lookAtSettings(
  environment: Environment,
): Promise<{ findings: Finding[]; desk: Desk | null }> {
  let desk: Desk | null = null;
  const file = environment.configPath;
  const ofFile = await attempt("desk.yaml", async () => {
    const { faults } = readDesk(file);
    if (faults.length > 0) return faults.map((one) => fault("desk.yaml", one.code, formatFault(one)));
    desk = loadDesk(file);
    return [ok("desk.yaml", `${file} is fine`)];
  });
  const ofSecret = await attempt("secret", async () => {
    resolveSecret(environment);
    const from = environment.secret === null ? "drawn for the embedded database" : "set";
    return [ok("secret", `${variables.secret} is ${from}`)];
  });
  const ofWebhooks = desk === null ? [] : await lookAtWebhooks(desk, environment);
  return { findings: [...ofFile, ...ofSecret, ...ofWebhooks, ...unread(environment, desk)], desk };
}

/** Nothing is called: somebody's telephone would ring. */
async function lookAtWebhooks(desk: Desk, environment: Environment): Promise<Finding[]> {
  const { secretOf } = createWebhookSecrets(desk, environment);
  const looks = desk.webhooks.map(({ name, url }) =>
    attempt(`webhook ${name}`, async () => {
      secretOf(name);
      return [ok(`webhook ${name}`, `signed calls go to ${new URL(url).host}`)];
    }),
  );
  return (await Promise.all(looks)).flat();
}

function unread(environment: Environment, desk: Desk | null): Finding[] {
  if (desk === null) return [];
  const names = environment.unread(
    desk.mailboxes.map((box) => box.name),
    desk.webhooks.map((hook) => hook.name),
  );
  const hint = "check its spelling against the mailboxes' names, or take it out";
  return names.map((name) => warning("environment", "unread_variable", `nothing reads ${name}`, hint));
}

/** What each weaker setting gives up; none of it keeps the desk from working. */
export function lookAtProof(desk: Desk): Finding[] {
  const remarks = findRemarks(desk);
  if (remarks.length === 0) return [ok("proof", "agents prove themselves by their mail host and a token")];
  return remarks.map(({ setting, givesUp }) =>
    warning("settings", "weaker_setting", `${setting}: ${givesUp}`),
  );
}
