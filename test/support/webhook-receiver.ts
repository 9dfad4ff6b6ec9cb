/** A receiver of webhooks on loopback, which checks each call's signature as receivers do: by the Standard Webhooks library. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export interface ReceivedCall {
  id: string;
  /** Null where the signature is not right. */
  body: Record<string, unknown> | null;
  path: string;
}

export interface WebhookReceiver {
  url: string;
  readonly calls: ReceivedCall[];
  /** What the next calls are answered with; `hang` never answers. */
  answer(how: number | "hang", headers?: Record<string, string>): void;
  stop(): Promise<void>;
}

export async function startWebhookReceiver(secret = WEBHOOK_SECRET): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  let how: number | "hang" = 204;
  let more: Record<string, string> = {};
  const checker = new Webhook(secret);
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const headers = request.headers as Record<string, string>;
    calls.push({
      id: headers["webhook-id"] ?? "",
      body: checked(checker, text, headers),
      path: request.url ?? "",
    });
    if (how !== "hang") response.writeHead(how, more).end(how === 204 ? undefined : "an answer");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/call`,
    calls,
    answer(status, headers = {}) {
      how = status;
      more = headers;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function checked(checker: Webhook, text: string, headers: Record<string, string>): ReceivedCall["body"] {
  try {
    return checker.verify(text, headers) as Record<string, unknown>;
  } catch {
    return null;
  }
}
