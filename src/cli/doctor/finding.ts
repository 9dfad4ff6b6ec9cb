/** What the doctor finds: one line each, with what to do where something is wrong. */
import { isOperational, oneLine } from "../../errors.ts";

export interface Finding {
  /** What was tried: `database`, `mailbox helpdesk`, … */
  check: string;
  /** A fault keeps the desk from working; a warning gives something up. */
  state: "ok" | "warning" | "fault";
  /** Stable snake_case reason; `ok` when all is well. */
  code: string;
  found: string;
  hint: string | null;
}

export function ok(check: string, found: string): Finding {
  return { check, state: "ok", code: "ok", found, hint: null };
}

export function warning(check: string, code: string, found: string, hint: string | null = null): Finding {
  return { check, state: "warning", code, found, hint };
}

export function fault(check: string, code: string, found: string, hint: string | null = null): Finding {
  return { check, state: "fault", code, found, hint };
}

/** The findings of `look`, or the one fault that kept it from looking. Bugs throw. */
export async function attempt(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!isOperational(error)) throw error;
    return [fault(check, error.reason, error.message, error.hint)];
  }
}

const MARKS = { ok: "✓", warning: "!", fault: "✗" };

/** `✗ database: The database does not answer (…) — check that …` */
export function formatFinding(finding: Finding): string {
  const hint = finding.hint === null ? "" : ` — ${finding.hint}`;
  return oneLine(`${MARKS[finding.state]} ${finding.check}: ${finding.found}${hint}`);
}
