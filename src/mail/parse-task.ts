/** What the parser's threads are asked and what they answer: plain data that can be handed from thread to thread. */
import { takeApart } from "../domain/quote.ts";
import type { MailReading } from "../flows/ports-receiving.ts";
import type { AttachmentBytes } from "../flows/ports-sending.ts";
import { attachmentBytes, parseMail } from "./parse-mail.ts";
import { withoutNewWords } from "./unreadable.ts";

export interface ParseAnswers {
  read: MailReading;
  files: AttachmentBytes[];
}

export type ParseTask = keyof ParseAnswers;

/** To a thread. The bytes are transferred. */
export interface ParseRequest {
  task: ParseTask;
  raw: Uint8Array;
  /** What the count that the thread shares (its `workerData`) stood at; once that has moved on, the request is taken back. */
  turn: number;
}

/** From a thread: that it can begin, and one answer to each request; `error`: a bug of ours, as text. */
export type ParseResponse = "ready" | "taken_back" | { answer: ParseAnswers[ParseTask] } | { error: string };

async function readMail(raw: Buffer): Promise<MailReading> {
  const mail = await parseMail(raw);
  return mail.defects.includes("unparsable") ? withoutNewWords(mail) : { mail, text: takeApart(mail) };
}

export const TASKS: { [T in ParseTask]: (raw: Buffer) => Promise<ParseAnswers[T]> } = {
  read: readMail,
  files: attachmentBytes,
};
