/**
 * The desk's own look at DKIM signatures (RFC 6376), for mailboxes whose host writes no results. It only ever adds a pass: a key that
 * cannot be fetched, a signature that covers too little or one too many of them leave the mail without a verdict.
 */
import { Resolver } from "node:dns/promises";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { within } from "../within.ts";

/** TXT records of a name, each in the parts that DNS splits it into. Rejects where there is none. */
export type LookUp = (name: string) => Promise<string[][]>;

export interface DkimOptions {
  /** Default: the system's name servers. */
  lookUp?: LookUp;
  /** In milliseconds, for one mail in all. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 2_000;
/** Honest mail has one or two; each costs a look-up. */
const MOST_SIGNATURES = 5;
const LARGEST_HEAD = 200_000;
/** Keys are kept for a while: a heap of mail comes from few domains. */
const KEPT_MS = 600_000;
const MOST_KEPT = 500;
/** Without these under the signature its words could be sent again under another name or date. */
const MUST_BE_SIGNED = ["from", "date"];

/**
 * Whether the mail bears a valid signature of one of these domains: `isWanted` is asked by domain, in lower case. Never rejects.
 */
export type DkimCheck = (raw: Buffer, isWanted: (domain: string) => boolean) => Promise<boolean>;

export function createDkimCheck(options: DkimOptions = {}): DkimCheck {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const keyOf = keeping(options.lookUp ?? systemLookUp(timeoutMs));
  return async (raw, isWanted) => {
    if (!isWorthChecking(raw)) return false;
    const resolver = (name: string) => {
      const domain = /^[^@\s]+\._domainkey\.([^@\s]+)$/.exec(name.toLowerCase())?.[1];
      // Nobody makes the desk ask for names of their choice.
      return domain !== undefined && isWanted(domain) ? keyOf(name.toLowerCase()) : Promise.reject(noKey());
    };
    const checked = dkimVerify(raw, { resolver: resolver as never, minBitLength: 1024 })
      .then(({ results }) => results.some((one) => isGood(one as Verified)))
      .catch(() => false);
    return within(timeoutMs, checked, false);
  };
}

interface Verified {
  algo?: string;
  status: { result: string };
  canonBodyLengthLimited?: boolean;
  signingHeaders?: { keys: string };
}

function isGood(one: Verified): boolean {
  const signed = (one.signingHeaders?.keys ?? "").split(":").map((name) => name.trim().toLowerCase());
  return (
    one.status.result === "pass" &&
    one.canonBodyLengthLimited === false &&
    // RFC 8301 3.1
    /-sha256$/i.test(one.algo ?? "") &&
    MUST_BE_SIGNED.every((name) => signed.includes(name))
  );
}

/**
 * Signed at all, and by no more than an honest mail. A signature that ends before the text does (`l=`) lets others write below it;
 * where it lies about that, the library tells standard output, which is for answers.
 */
function isWorthChecking(raw: Buffer): boolean {
  const end = /\r?\n\r?\n/.exec(raw.toString("latin1", 0, LARGEST_HEAD))?.index;
  if (end === undefined) return false;
  const head = raw.toString("latin1", 0, end).replace(/\r?\n[ \t]+/g, " ");
  const signatures = head.split(/\r?\n/).filter((line) => /^dkim-signature\s*:/i.test(line));
  if (signatures.length === 0 || signatures.length > MOST_SIGNATURES) return false;
  return !signatures.some((line) => /[;:]\s*l\s*=/i.test(line));
}

function keeping(lookUp: LookUp): LookUp {
  const kept = new Map<string, { until: number; records: Promise<string[][]> }>();
  return (name) => {
    const known = kept.get(name);
    if (known && known.until > Date.now()) return known.records;
    const records = lookUp(name);
    kept.delete(name);
    kept.set(name, { until: Date.now() + KEPT_MS, records });
    // A failure may be over the next time.
    records.catch(() => kept.get(name)?.records === records && kept.delete(name));
    const oldest = kept.keys().next().value;
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return records;
  };
}

/** By the name servers of this host; `timeoutMs` for one look-up. */
export function systemLookUp(timeoutMs: number): LookUp {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  return (name) => resolver.resolveTxt(name);
}

function noKey(): Error {
  return Object.assign(new Error("no key"), { code: "ENODATA" });
}
