/** A step of a correspondence as the bytes that reach the desk's mailbox: what its writer sends, and what the desk's host says above it. */
import { type Encoding, encoded } from "./any-mail.ts";
import { PEOPLE, type Person, type Step, WORDS } from "./any-step.ts";
import { HOST } from "./letters.ts";
import type { MailOut } from "./recorded-desk.ts";

/** What a step is written from, beyond itself. */
export interface Given {
  /** Counts the mails of a sequence from 1. */
  number: number;
  answered: MailOut | null;
  /** Message-ID. */
  named: string | null;
}

/** A word that stands in this mail alone. */
export function secretOf(number: number): string {
  return `zebra${number}x`;
}

export function messageIdOf(number: number): string {
  return `step-${number}@world.example`;
}

/** Whose mail the host vouches for. */
export function verdictOf(step: Step): Step["host"] {
  return step.host === "pass" && step.by !== step.as ? "fail" : step.host;
}

/** What the writer sends, before anything is done to it. */
export function written(step: Step, given: Given): Buffer {
  const { answered, named, number } = given;
  const by = new Set(answered ? step.showing : []);
  const replyTo = answered?.mail.replyTo[0]?.address ?? "helpdesk@desk.example";
  const ids = [...(named === null ? [] : [named]), ...(by.has("ids") ? [answered?.mail.messageId] : [])];
  const subject = by.has("subject") ? `Re: ${answered?.mail.subject}` : `Trouble ${number}`;
  const token = /\+([a-z2-7]{26})@/.exec(replyTo)?.[1];
  const secret = `The word that nobody else may read is ${secretOf(number)}.`;
  const last = answered?.mail.text ?? "";
  const text = [
    WORDS[step.words](secret, last),
    ...(by.has("marker") && token !== undefined ? ["", `[ref:${token}]`] : []),
    ...(by.has("quote")
      ? ["", "On 24 November 2026, IT Helpdesk wrote:", "", last.replace(/^/gm, "> ")]
      : []),
  ].join("\n");
  const own = step.vouchesForSelf
    ? [`Authentication-Results: ${HOST}; dmarc=pass header.from=${domainOf(step.as)}`]
    : [];
  const lines = [
    ...own,
    `From: ${step.as} <${PEOPLE[step.as]}>`,
    `To: ${by.has("address") ? replyTo : "helpdesk@desk.example"}`,
    ...(step.cc === null ? [] : [`Cc: ${PEOPLE[step.cc]}`]),
    `Subject: ${step.kind === "vacation" ? "Automatic reply: " : ""}${subject}`,
    `Date: Tue, 24 Nov 2026 10:${String(number % 60).padStart(2, "0")}:00 +0000`,
    `Message-ID: <${messageIdOf(number)}>`,
    ...(ids.length === 0
      ? []
      : [`In-Reply-To: <${ids.at(-1)}>`, `References: ${ids.map((id) => `<${id}>`).join(" ")}`]),
    ...MARKS[step.kind],
    "MIME-Version: 1.0",
    bodyOf(step, text, answered),
  ];
  return Buffer.from(lines.join("\r\n"), "latin1");
}

/** What the desk's host puts above it. */
export function hostLines(step: Step): Buffer {
  const verdict = verdictOf(step);
  const sender = isFromNobody(step) ? "" : PEOPLE[step.by];
  const said =
    verdict === null
      ? ""
      : `Authentication-Results: ${HOST}; dmarc=${verdict} header.from=${domainOf(step.as)}\r\n`;
  return Buffer.from(
    `Return-Path: <${sender}>\r\n${said}Received: from outside.example (outside.example [192.0.2.7]) by ${HOST} with ESMTPS; Tue, 24 Nov 2026 10:00:00 +0000\r\n`,
  );
}

export function isFromNobody(step: Step): boolean {
  return step.nullSender || step.kind === "bounce";
}

const MARKS: Record<Step["kind"], string[]> = {
  human: [],
  "auto-replied": ["Auto-Submitted: auto-replied"],
  "auto-generated": ["Auto-Submitted: auto-generated"],
  vacation: ["X-Autoreply: yes", "Precedence: bulk"],
  bounce: [],
  list: ["List-Id: <staff.desk.example>", "Precedence: list"],
  receipt: [],
};

function domainOf(who: Person): string {
  return PEOPLE[who].slice(PEOPLE[who].indexOf("@") + 1);
}

/** From Content-Type on; bytes as Latin-1. */
function bodyOf(step: Step, text: string, answered: MailOut | null): string {
  if (step.kind === "bounce") {
    const status = `Reporting-MTA: dns; mx.firm.example\r\n\r\nFinal-Recipient: rfc822; ${answered?.to ?? "nobody@firm.example"}\r\nAction: failed\r\nStatus: 5.1.1\r\n`;
    const returned = `Message-ID: <${answered?.mail.messageId ?? "x@y"}>\r\n`;
    return several("report; report-type=delivery-status", [
      leaf("text/plain", text, "8bit"),
      leaf("message/delivery-status", status, "7bit"),
      leaf("text/rfc822-headers", returned, "7bit"),
    ]);
  }
  if (step.kind === "receipt") {
    const said = `Final-Recipient: rfc822; ${PEOPLE[step.as]}\r\nDisposition: automatic-action/MDN-sent-automatically; displayed\r\n`;
    return several("report; report-type=disposition-notification", [
      leaf("text/plain", text, "8bit"),
      leaf("message/disposition-notification", said, "7bit"),
    ]);
  }
  switch (step.shape) {
    case "plain":
      return leaf("text/plain", text, "8bit");
    case "base64":
    case "quoted-printable":
      return leaf("text/plain", text, step.shape);
    case "html":
      return leaf("text/html", asHtml(text), "quoted-printable");
    case "alternative":
      return several("alternative", [
        leaf("text/plain", text, "base64"),
        leaf("text/html", asHtml(text), "base64"),
      ]);
    case "attached":
      return several("mixed", [
        leaf("text/plain", text, "8bit"),
        `Content-Type: message/rfc822\r\n\r\n${(answered?.bytes ?? Buffer.from("Subject: x\r\n\r\nx")).toString("latin1")}`,
      ]);
  }
}

function leaf(type: string, text: string, encoding: Encoding): string {
  const bytes = Buffer.from(text.replace(/\r?\n/g, "\r\n"), "utf8");
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${encoded(bytes, encoding)}`;
}

function several(kind: string, parts: string[]): string {
  return `Content-Type: multipart/${kind}; boundary=b1b\r\n\r\n${parts.map((one) => `--b1b\r\n${one}\r\n`).join("")}--b1b--\r\n`;
}

function asHtml(text: string): string {
  const escaped = (line: string) => line.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const block = (line: string) =>
    line.startsWith("> ")
      ? `<blockquote type="cite">${escaped(line.slice(2))}</blockquote>`
      : `<div>${escaped(line) || "<br>"}</div>`;
  return `<html><body>${text.split("\n").map(block).join("\n")}</body></html>`;
}
