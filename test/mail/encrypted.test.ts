/** Mail that nobody here has a key for is known as such, whatever encrypted it. */
import { describe, expect, it } from "vitest";
import { parseMail } from "../../src/mail/parse-mail.ts";

const HEAD = ["From: anna@customer.example", "Subject: Printer", "MIME-Version: 1.0"];

/** As openssl 3 encrypts (`cms -encrypt -aes128`), for an elliptic curve's key. */
const ENVELOPED = `
MIIBMQYJKoZIhvcNAQcDoIIBIjCCAR4CAQIxgbqhgbcCAQOgUaFPMAkGByqGSM49AgEDQgAEQf4SZLht+xWf0ozpnAAvXf6LlVdOLHEd
eGVvU+1xDR+kgQRV+349gVqpxf4YhrfqN3oCPjjk8jlaylC9xXAuijAYBgkrgQUQhkg/AAIwCwYJYIZIAWUDBAEFMEUwQzAnMA8xDTAL
BgNVBAMMBEFubmECFDPlM/12q90c3xJEUIpcE41MBmciBBivWLkFFwFh4Z9R43LTtd+gYWO8Z+TjmcowXAYJKoZIhvcNAQcBMB0GCWCG
SAFlAwQBAgQQ4X5K4yILBAoyMXwuIW2fnYAwnZ5ROpz/Hsv2P4U+I7hLc7nS7WFl/HDk6azkeKql003YtpeQ3t1gNtgTH8SQ80LI
`;
/** By a cipher that also tells whether somebody changed it (`-aes-128-gcm`, RFC 5083). */
const AUTHENTICATED = `
MIIBFwYLKoZIhvcNAQkQARegggEGMIIBAgIBADGBuqGBtwIBA6BRoU8wCQYHKoZIzj0CAQNCAAR/vK3rLd+7fdguaYVyrWyr4NK+sv0t
Z3R+utA86EWKRYAiRURy23dNhGvKCk+lZoTmRpoQoJO0/+vUfwy0H6eEMBgGCSuBBRCGSD8AAjALBglghkgBZQMEAQUwRTBDMCcwDzEN
MAsGA1UEAwwEQW5uYQIUM+Uz/Xar3RzfEkRQilwTjUwGZyIEGBNnE7iVwjWl2soubo+16u1Xz3WYPICHQzAuBgkqhkiG9w0BBwEwHgYJ
YIZIAWUDBAEGMBEEDI5EKjMNQUHzljeh6AIBEIABWAQQvwYbFvXJ6CIsBUOqdJAQXA==
`;
/** As gpg 2.4 encrypts (`-ea`). */
const ARMOURED = `-----BEGIN PGP MESSAGE-----

hF4DZ7BNRv8szasSAQdAzKyiJ3l1/9bYc9H/A5dA0FTySiZwJKrP7WI8XO2J0Ukw
cj4mUpi0uvQKyDX1LAUL2IRRTbYY32tcyAhw2X2SFk/Cqtnx+up7HrJu46sxMrnT
0k0BSyFhvk8MJYGwF/8izvyY5Lyj2HR3ttG7qF+3mEVnDMwSyS7BGStvksDgOI1g
F2LlK9bPng7pBYOHwBSwLsqUe9zqXSDUG61ayg/c4w==
=bbUE
-----END PGP MESSAGE-----`;

const mail = (...lines: string[]) => Buffer.from([...HEAD, ...lines, ""].join("\r\n"));
const smime = (
  body: string,
  type = 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
) => [`Content-Type: ${type}`, "Content-Transfer-Encoding: base64", "", body];
const parts = (type: string, ...all: string[][]) => [
  `Content-Type: multipart/${type}; boundary=b`,
  "",
  ...all.flatMap((part) => ["--b", ...part]),
  "--b--",
];
const words = (text: string) => ["Content-Type: text/plain", "", text];
const pgpMime = [
  ["Content-Type: application/pgp-encrypted", "", "Version: 1"],
  ["Content-Type: application/octet-stream; name=encrypted.asc", "", ARMOURED],
];
const isEncrypted = async (raw: Buffer) => (await parseMail(raw)).defects.includes("encrypted");

describe("is encrypted", () => {
  it.each([
    ["S/MIME", smime(ENVELOPED)],
    ["S/MIME with a cipher that authenticates", smime(AUTHENTICATED)],
    ["S/MIME of the nineties", smime(ENVELOPED, "application/x-pkcs7-mime")],
    ["S/MIME whose type a gateway lost", smime(ENVELOPED, "application/octet-stream; name=smime.p7m")],
    ["S/MIME that a gateway packed", parts("mixed", smime(ENVELOPED))],
    ["PGP/MIME", parts("encrypted", ...pgpMime)],
    ["PGP/MIME whose frame a gateway took off", parts("mixed", words(""), ...pgpMime)],
    ["OpenPGP as text", words(`\n${ARMOURED}`)],
  ])("%s", async (_, lines) => {
    expect(await isEncrypted(mail(...lines))).toBe(true);
  });
});

describe("is not encrypted", () => {
  it.each([
    ["a plain mail", words("The printer jams.")],
    ["one signed as text", words(`-----BEGIN PGP SIGNED MESSAGE-----\n\nIt jams.\n`)],
    ["words above an encrypted block", words(`What do I do with this?\n\n${ARMOURED}`)],
    ["words below an encrypted block", words(`${ARMOURED}\n\nWhat do I do with this?`)],
    [
      "words beside encrypted ones",
      parts("mixed", words("This is what she sent."), parts("encrypted", ...pgpMime)),
    ],
    ["words above an encrypted file", parts("mixed", words("How do I open this?"), smime(ENVELOPED))],
    ["a certificate only", smime("MAsGCSqGSIb3DQEHAg==", "application/pkcs7-mime; smime-type=certs-only")],
    ["an empty mail with a damaged file", smime(`AAAA${ENVELOPED.slice(5)}`)],
    ["an empty mail", words("")],
  ])("%s", async (_, lines) => {
    expect(await isEncrypted(mail(...lines))).toBe(false);
  });
});
