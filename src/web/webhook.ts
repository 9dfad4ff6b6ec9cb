/**
 * Calls a webhook over HTTP: one signed POST, never to anywhere but the address in desk.yaml. Signed as Standard Webhooks has it
 * (https://www.standardwebhooks.com), so that receivers check it with a library.
 */
import { createHmac } from "node:crypto";
import { PermanentError, TransientError } from "../errors.ts";
import type { WebhookCaller } from "../flows/ports-webhooks.ts";

const TIMEOUT_MS = 10_000;
const GONE = 410;
/** Before a secret that is written in base64. */
const BASE64_MARK = "whsec_";

export interface WebhookCallerOptions {
  /** The secret of the webhook of this name. */
  secretOf(webhook: string): string;
  now(): Date;
  timeoutMs?: number;
}

export function createWebhookCaller(options: WebhookCallerOptions): WebhookCaller {
  const { secretOf, now, timeoutMs = TIMEOUT_MS } = options;
  return {
    async call({ name, url }, { key, body }) {
      const timestamp = Math.floor(now().getTime() / 1000);
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "user-agent": "Deskpost",
          "webhook-id": key,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": `v1,${sign(secretOf(name), `${key}.${timestamp}.${body}`)}`,
        },
        body,
        // Whoever answers with another address would get what is meant for this one.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((cause: unknown) => {
        throw new TransientError(`does not answer (${wordsOf(cause)})`, {
          reason: "webhook_unreachable",
          cause,
        });
      });
      // Nothing is read of an answer but its status, however long it is.
      await response.body?.cancel().catch(() => {});
      if (!response.ok) throw refusal(response.status);
      return String(response.status);
    },
  };
}

/** Base64 of HMAC-SHA256. */
function sign(secret: string, text: string): string {
  const key = secret.startsWith(BASE64_MARK)
    ? Buffer.from(secret.slice(BASE64_MARK.length), "base64")
    : Buffer.from(secret);
  return createHmac("sha256", key).update(text).digest("base64");
}

function refusal(status: number): Error {
  if (status >= 300 && status < 400) {
    return new PermanentError(`redirects (${status}), which is not followed`, {
      reason: "webhook_redirects",
      hint: "write the address that it leads to into desk.yaml",
    });
  }
  if (status === GONE) {
    return new PermanentError(`is gone (${status})`, {
      reason: "webhook_gone",
      hint: "take it out of desk.yaml, or write its new address",
    });
  }
  return new TransientError(`answers ${status}`, {
    reason: "webhook_refused",
    hint: "look into the receiver's log; it may want another secret or address",
  });
}

/** Undici hides what went wrong in the cause. */
function wordsOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return "no answer in time";
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : message;
}
