/**
 * Accepts mails: once `accept` resolves, their bytes are committed and the mail server may be told. The same delivery is accepted
 * once: by UID from a mail server, by content from the command line.
 */
import { hash } from "node:crypto";
import { readHeaderIds } from "../domain/header-ids.ts";
import type { AcceptBatch, AcceptedMail, AcceptStore, MailToAccept } from "../flows/ports-receiving.ts";
import { cleanData, cleanDate } from "./clean.ts";
import type { Session } from "./connection.ts";
import type { FreshMails } from "./fresh-mails.ts";
import { headOf } from "./mail-head.ts";
import { cutIntoPieces } from "./pieces.ts";
import type { Pool } from "./pool.ts";
import { loadStatements } from "./queries.ts";
import { sendBytes } from "./sent-bytes.ts";

/** Longer ids, addresses and subjects are of no use in a list. */
const LONGEST_SHOWN = 1_000;

interface InboundKey {
  id: number;
  uid: number;
  sha256: string;
  state: string;
}

const sql = loadStatements("accept");
const folderCursor = sql<[mailbox: string, folder: string], { uidValidity: number; lastUid: number }>(
  "folder_cursor",
);
const insertPieces = sql<[places: unknown, bytes: string], never>("insert_pieces");
const insertRawInPieces = sql<[mails: unknown], never>("insert_raw_in_pieces");
const insertRaw = sql<[places: unknown, bytes: string], never>("insert_raw");
const insertInbound = sql<
  [source: string, mailbox: string, folder: string, uidValidity: bigint, mails: unknown, refs: unknown],
  { id: number }
>("insert_inbound");
const findImap = sql<[mailbox: string, folder: string, uidValidity: bigint, uids: number[]], InboundKey>(
  "find_imap",
);
const findCli = sql<[mailbox: string, sha256: Buffer[]], InboundKey>("find_cli");
const moveCursor = sql<[mailbox: string, folder: string, uidValidity: bigint, lastUid: number], never>(
  "move_cursor",
);
const listUnfiled = sql<[mailbox: string, folder: string, uidValidity: bigint], { uid: number }>(
  "list_unfiled",
);
const markFiled = sql<[mailbox: string, folder: string, uidValidity: bigint, uids: number[]], never>(
  "mark_filed",
);

/** `fresh`: where bytes are left for who works on them next. */
export function createAcceptStore(pool: Pool, fresh: FreshMails): AcceptStore {
  return {
    async folderCursor(mailbox, folder) {
      const row = await pool.one(folderCursor, mailbox, folder);
      return row && { uidValidity: BigInt(row.uidValidity), lastUid: row.lastUid };
    },
    async accept(batch) {
      const mails = batch.mails.map(prepare);
      const { keys, added } = await pool.transaction((tx) => write(tx, batch, mails));
      for (const { row, mail } of mails) if (mail.parked === null) fresh.keep(row.sha256, mail.raw);
      return report(batch, mails, keys, added);
    },
    async listUnfiled({ mailbox, folder, uidValidity }) {
      const rows = await pool.all(listUnfiled, mailbox, folder, uidValidity);
      return rows.map((row) => row.uid);
    },
    async markFiled({ mailbox, folder, uidValidity }, uids) {
      if (uids.length > 0) await pool.run(markFiled, mailbox, folder, uidValidity, uids);
    },
  };
}

/** As `insert_inbound` reads it. */
interface MailRow {
  position: number;
  uid: number;
  sha256: string;
  received_at: Date;
  parked: string | null;
  message_id: string | null;
  from_address: string | null;
  subject: string | null;
}

interface Prepared {
  mail: MailToAccept;
  sha256: Buffer;
  row: MailRow;
  refs: Buffer[];
}

function prepare(mail: MailToAccept, position: number): Prepared {
  const sha256 = hash("sha256", mail.raw, "buffer");
  const ids = readHeaderIds(headOf(mail.raw));
  return {
    mail,
    sha256,
    row: {
      position,
      uid: mail.uid,
      sha256: sha256.toString("hex"),
      received_at: cleanDate(mail.receivedAt, new Date()),
      parked: mail.parked,
      message_id: ids.messageId?.slice(0, LONGEST_SHOWN) ?? null,
      from_address: ids.from?.slice(0, LONGEST_SHOWN) ?? null,
      subject: ids.subject?.slice(0, LONGEST_SHOWN) ?? null,
    },
    refs: ids.refs.map((ref) => hash("sha256", ref, "buffer")),
  };
}

/** All statements of the transaction are sent at once: one round trip, one commit. */
async function write(
  tx: Session,
  batch: AcceptBatch,
  mails: Prepared[],
): Promise<{ keys: InboundKey[]; added: Set<number> }> {
  const { source, mailbox, folder, uidValidity, lastUid } = batch;
  const distinct = [...new Map(mails.map((one) => [one.row.sha256, one])).values()];
  const hashes = distinct.map((one) => one.sha256);
  const refs = mails.flatMap(({ row, refs }) =>
    refs.map((hash) => ({ uid: row.uid, sha256: row.sha256, hash: hash.toString("hex") })),
  );
  const rows = cleanData(mails.map((one) => one.row));
  const uids = mails.map((one) => one.mail.uid);
  const [, added, keys] = await Promise.all([
    writeRaw(tx, distinct),
    mails.length === 0 ? [] : tx.all(insertInbound, source, mailbox, folder, uidValidity, rows, refs),
    source === "cli"
      ? tx.all(findCli, mailbox, hashes)
      : tx.all(findImap, mailbox, folder, uidValidity, uids),
    source === "cli" ? 0 : tx.run(moveCursor, mailbox, folder, uidValidity, lastUid),
  ]);
  return { keys, added: new Set(added.map((row) => row.id)) };
}

/** The bytes. Always in the order of the hashes: of two batches that hold the same, one waits for the other, and none for ever. */
async function writeRaw(tx: Session, mails: Prepared[]): Promise<void> {
  const sorted = mails.toSorted((a, b) => Buffer.compare(a.sha256, b.sha256));
  const cut = sorted.map((one) => ({ one, pieces: cutIntoPieces(one.mail.raw)?.map(hashed) ?? null }));
  const whole = cut.flatMap(({ one, pieces }) => (pieces === null ? [one] : []));
  const inPieces = cut.flatMap(({ one, pieces }) => (pieces === null ? [] : [{ one, pieces }]));
  const pieces = [...new Map(inPieces.flatMap((mail) => mail.pieces).map((one) => [one.hex, one])).values()];
  pieces.sort((a, b) => Buffer.compare(a.sha256, b.sha256));
  const sent = [
    pieces.length > 0 && writeBytes(tx, insertPieces, pieces),
    whole.length > 0 &&
      writeBytes(
        tx,
        insertRaw,
        whole.map((one) => ({ hex: one.row.sha256, bytes: one.mail.raw })),
      ),
    inPieces.length > 0 && tx.run(insertRawInPieces, inPieces.map(rawRow)),
  ];
  await Promise.all(sent);
}

function writeBytes(
  tx: Session,
  statement: typeof insertRaw,
  strings: { hex: string; bytes: Buffer }[],
): Promise<number> {
  const { text, places } = sendBytes(strings.map((one) => one.bytes));
  const rows = places.map((place, position) => ({ ...place, position, sha256: strings[position]?.hex }));
  return tx.run(statement, rows, text);
}

function hashed(bytes: Buffer): { bytes: Buffer; sha256: Buffer; hex: string } {
  const sha256 = hash("sha256", bytes, "buffer");
  return { bytes, sha256, hex: sha256.toString("hex") };
}

function rawRow({ one, pieces }: { one: Prepared; pieces: { hex: string }[] }): object {
  return {
    sha256: one.row.sha256,
    size: one.mail.raw.length,
    pieces: pieces.map((piece) => piece.hex),
  };
}

function report(
  batch: AcceptBatch,
  mails: Prepared[],
  keys: InboundKey[],
  added: Set<number>,
): AcceptedMail[] {
  return mails.map(({ mail, row }) => {
    const key = keys.find((one) =>
      batch.source === "cli" ? one.sha256 === row.sha256 : one.uid === mail.uid,
    );
    if (!key) throw new Error(`mail ${mail.uid} of ${batch.mailbox} vanished while it was accepted`);
    // The same content twice in one batch from the command line is new once.
    const isNew = added.delete(key.id);
    const wake =
      isNew && key.state === "received"
        ? ({ queue: "intake", id: key.id, version: 1, at: null } as const)
        : null;
    return { inboundId: key.id, uid: mail.uid, sha256: key.sha256, isNew, wake };
  });
}
