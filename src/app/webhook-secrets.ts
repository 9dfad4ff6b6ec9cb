/** What webhooks are signed with: one secret each, from the environment. */
import { ConfigFaults } from "../config/fault.ts";
import { variables } from "../config/secret-names.ts";
import type { Environment } from "../config.ts";
import type { Desk } from "../domain/desk.ts";
import { ConfigError, oneLine } from "../errors.ts";

export interface WebhookSecrets {
  /** Throws ConfigError `no_webhook_secret`, and where it is easy to guess. */
  secretOf(webhook: string): string;
  /** Tries them all. Throws ConfigFaults with a line for each that lacks. */
  check(): void;
}

export function createWebhookSecrets(desk: Desk, environment: Environment): WebhookSecrets {
  const secretOf = (webhook: string): string => {
    const secret = environment.webhookSecret(webhook);
    if (secret !== null) return secret;
    const variable = variables.webhookSecret(webhook);
    throw new ConfigError(`the webhook ${webhook} has no secret: ${variable} is not set`, {
      reason: "no_webhook_secret",
      hint: `set it to what the receiver checks with, or ${variable}_FILE to the path of a file that holds it`,
    });
  };
  return {
    secretOf,
    check() {
      const faults = desk.webhooks.flatMap(({ name }) => {
        try {
          secretOf(name);
          return [];
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          return [error];
        }
      });
      if (faults[0]) throw new ConfigFaults(faults.map(oneLine), faults[0].reason);
    },
  };
}
