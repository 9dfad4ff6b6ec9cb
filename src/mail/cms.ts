/** The outermost layer of S/MIME (RFC 5652 3): what kind of content `bytes` hold, and the content. */
import { type BaseBlock, Constructed, fromBER, ObjectIdentifier, Sequence } from "asn1js";

/** Kinds of content, by their object identifiers. */
export const CMS = {
  data: "1.2.840.113549.1.7.1",
  signed: "1.2.840.113549.1.7.2",
  enveloped: "1.2.840.113549.1.7.3",
  authenticatedEnveloped: "1.2.840.113549.1.9.16.1.23",
} as const;

/** Programs that sign while they read write the content in pieces of some kilobytes; a mail is at most some 50 MB. */
const LIMITS = { maxNodes: 100_000, maxContentLength: 64 * 1024 * 1024 };

export interface CmsContent {
  /** An object identifier in dotted form. */
  type: string;
  content: BaseBlock | undefined;
}

/** Null for what is none, is nested too deep or is cut short. */
export function readCms(bytes: Buffer): CmsContent | null {
  try {
    return contentIn(fromBER(new Uint8Array(bytes), LIMITS).result);
  } catch {
    return null;
  }
}

/** A ContentInfo or EncapsulatedContentInfo: its kind, then the content. */
export function contentIn(block: BaseBlock | undefined): CmsContent | null {
  const [type, content] = membersOf(block);
  return type instanceof ObjectIdentifier ? { type: type.valueBlock.toString(), content } : null;
}

export function membersOf(block: BaseBlock | undefined): BaseBlock[] {
  return block instanceof Sequence || block instanceof Constructed
    ? (block.valueBlock.value as BaseBlock[])
    : [];
}
