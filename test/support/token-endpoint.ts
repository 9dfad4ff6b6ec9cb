/** An OAuth2 token endpoint on loopback (RFC 6749) with introspection (RFC 7662) for dovecot: tokens are real in that only issued ones pass. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TokenEndpoint {
  tokenUrl: string;
  introspectionUrl: string;
  /** Forms that were posted, in order. */
  readonly requests: Record<string, string>[];
  /** The access token issued last. */
  readonly newest: string | null;
  /** What the next requests are answered with instead of a token; `hang` never answers. */
  fail(how: { status: number; body: object } | "hang"): void;
  heal(): void;
  /** Makes every access token issued so far worthless to the mail server. */
  revokeAll(): void;
  stop(): Promise<void>;
}

export interface TokenEndpointOptions {
  clientId?: string;
  clientSecret?: string;
  refreshToken?: string;
  /** Whom the mail server takes the bearer of a token for. */
  user?: string;
  lifetimeSeconds?: number;
  /** Each use of the refresh token replaces it. */
  rotate?: boolean;
  /** Reported as `refresh_token_expires_in`. */
  refreshLifetimeSeconds?: number;
}

export async function startTokenEndpoint(options: TokenEndpointOptions = {}): Promise<TokenEndpoint> {
  const { clientId = "deskpost", clientSecret = "client-secret", user = "helpdesk" } = options;
  let refreshToken = options.refreshToken ?? "refresh-0";
  let failure: { status: number; body: object } | "hang" | null = null;
  let rotations = 0;
  const issued = new Set<string>();
  const requests: Record<string, string>[] = [];

  function grant(form: Record<string, string>): { status: number; body: object } {
    if (form.client_id !== clientId) return { status: 401, body: { error: "invalid_client" } };
    if (form.grant_type === "client_credentials" && form.client_secret !== clientSecret) {
      return {
        status: 401,
        body: { error: "invalid_client", error_description: "secret expired\r\nTrace: 1" },
      };
    }
    if (form.grant_type === "refresh_token" && form.refresh_token !== refreshToken) {
      return { status: 400, body: { error: "invalid_grant", error_description: "token revoked" } };
    }
    const token = randomBytes(20).toString("hex");
    issued.add(token);
    const body: Record<string, unknown> = {
      access_token: token,
      token_type: "Bearer",
      expires_in: options.lifetimeSeconds ?? 3600,
    };
    if (form.grant_type === "refresh_token" && options.rotate) {
      refreshToken = `refresh-${++rotations}`;
      body.refresh_token = refreshToken;
    }
    if (options.refreshLifetimeSeconds !== undefined) {
      body.refresh_token_expires_in = options.refreshLifetimeSeconds;
    }
    return { status: 200, body };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith("/introspect")) {
      const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const known = issued.has(token);
      return send(response, known ? 200 : 401, known ? { active: true, username: user } : { active: false });
    }
    let text = "";
    for await (const chunk of request) text += chunk;
    const form = Object.fromEntries(new URLSearchParams(text));
    requests.push(form);
    if (failure === "hang") return;
    const { status, body } = failure ?? grant(form);
    send(response, status, body);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    tokenUrl: `${base}/token`,
    introspectionUrl: `${base}/introspect`,
    requests,
    get newest() {
      return [...issued].at(-1) ?? null;
    },
    fail: (how) => {
      failure = how;
    },
    heal: () => {
      failure = null;
    },
    revokeAll: () => issued.clear(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
