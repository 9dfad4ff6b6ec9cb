import { createServer } from "node:net";
import { expect, test } from "vitest";
import { ConfigError, PermanentError, TransientError } from "../../src/errors.ts";
import { connectImap, explainImapError } from "../../src/mail/imap-connection.ts";

const AT = { host: "mail.example", port: 993, user: "helpdesk" };
const fault = (fields: object, message = "Command failed") => Object.assign(new Error(message), fields);
const refused = { authenticationFailed: true, responseStatus: "NO" };

test.each([
  [
    "a wrong password",
    fault({ ...refused, serverResponseCode: "AUTHENTICATIONFAILED", response: "Authentication failed." }),
  ],
  ["a refusal without a code", fault({ ...refused, response: "LOGIN failed." })],
  ["no mechanism in common", fault({}, "Unsupported authentication mechanism")],
])("%s is final", (_what, error) => {
  expect(explainImapError(error, AT)).toBeInstanceOf(PermanentError);
  expect(explainImapError(error, AT).reason).toBe("imap_login_refused");
});

test.each([
  [
    "a server that is busy",
    fault({ ...refused, serverResponseCode: "UNAVAILABLE", response: "Temporary failure" }),
  ],
  [
    "too many connections",
    fault({ ...refused, serverResponseCode: "ALERT", response: "Too many simultaneous connections" }),
  ],
  ["a line that broke while signing in", fault({ authenticationFailed: true, code: "NoConnection" })],
  ["a refused connection", fault({ code: "ECONNREFUSED" })],
  ["an unknown host", fault({ code: "ENOTFOUND" })],
  ["anything else", "nonsense"],
])("%s may pass", (_what, error) => {
  expect(explainImapError(error, AT)).toBeInstanceOf(TransientError);
});

test.each([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
])("%s is about the certificate", (code) => {
  expect(explainImapError(fault({ code }), AT)).toMatchObject({ reason: "imap_certificate" });
});

test("TLS on a port that speaks none says which ports go with which setting", async () => {
  const server = createServer((socket) => socket.end("* OK ready\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const error = await connectImap({ ...AT, host: "127.0.0.1", port, tls: true }, { password: "x" }).catch(
    (e) => e,
  );
  server.close();
  expect(error).toMatchObject({ reason: "imap_tls", hint: expect.stringContaining("993") });
});

test("no password goes to another machine in the clear", async () => {
  await expect(connectImap({ ...AT, tls: false }, { password: "x" })).rejects.toBeInstanceOf(ConfigError);
});

test("an attempt ends when it is told to", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const controller = new AbortController();
  const attempt = connectImap(
    { ...AT, host: "127.0.0.1", port, tls: false },
    { password: "x" },
    controller.signal,
  );
  controller.abort();
  await expect(attempt).rejects.toBeInstanceOf(TransientError);
  server.close();
});
