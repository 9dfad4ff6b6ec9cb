/** The rows that a message on a case comes to: itself, its attachments, and the mail ids by which later mail finds it. Pure. */
import type { NewMessage } from "../domain/change.ts";
import { tokenOfMessageId } from "../domain/evidence.ts";
import { hashId } from "../token.ts";
import type { Row } from "./commit-plan.ts";

/** Longer ids than this do not fit a header line; they are looked up by hash only. */
const LONGEST_ID = 900;
/** In-Reply-To and References of a mail; of more, the oldest and the newest count. */
const MOST_NAMED_IDS = 200;
const OLDEST_NAMED_IDS = 10;

export function messageRows(
  message: NewMessage,
  id: number,
  caseId: number,
  inboundId: number | null,
): { message: Row; attachments: Row[]; threadIds: Row[] } {
  const { author, messageId } = message;
  const own = messageId === null ? [] : [threadIdRow(messageId, caseId, id, "own")];
  const named = namedIds(message).map((name) => threadIdRow(name, caseId, id, "named"));
  return {
    message: {
      id,
      case_id: caseId,
      at: message.at,
      direction: message.direction,
      kind: message.kind,
      author_address: author.address,
      author_name: author.name,
      author_verified: author.verified,
      text: message.text,
      full_text: message.fullText,
      inbound_id: inboundId,
      content_hash: message.contentHash,
      shape: message.shape,
      addressees: message.addressees,
    },
    attachments: message.attachments.map((file) => ({
      message_id: id,
      position: file.index,
      name: file.name,
      content_type: file.contentType,
      size: file.size,
      sha256: file.sha256,
      content_id: file.contentId,
      inline: file.inline,
      holds_token: file.holdsToken,
      inbound_id: inboundId,
    })),
    threadIds: [...own, ...named],
  };
}

export function threadIdRow(
  written: string,
  caseId: number,
  messageId: number | null,
  role: "own" | "alias" | "named",
): Row {
  // Our own ids hold a token, which is not stored.
  const fits = role !== "named" && written.length <= LONGEST_ID && tokenOfMessageId(written) === null;
  return {
    id_hash: hashId(written),
    case_id: caseId,
    message_id: messageId,
    role,
    id_text: fits ? written : null,
  };
}

function namedIds({ namedIds }: NewMessage): string[] {
  const distinct = [...new Set(namedIds)];
  if (distinct.length <= MOST_NAMED_IDS) return distinct;
  return [...distinct.slice(0, OLDEST_NAMED_IDS), ...distinct.slice(OLDEST_NAMED_IDS - MOST_NAMED_IDS)];
}
