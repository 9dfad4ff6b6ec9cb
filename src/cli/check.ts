/** `deskpost check`: every fault of desk.yaml, and what its weaker settings give up. Looks at no server. */
import { formatFault } from "../config/fault.ts";
import { findRemarks } from "../config/remarks.ts";
import { loadDesk, readDesk } from "../config.ts";
import { formatSchema } from "./init.ts";
import { type Context, type ExitCode, FINE, type JsonOption, NOT_FINE } from "./io.ts";

/** `--json`: one object `{file, ok, faults, remarks}`. Faults go to stdout: they are the answer. */
export async function check(
  { io, environment }: Context,
  options: JsonOption & { schema?: boolean },
): Promise<ExitCode> {
  if (options.schema) {
    io.out(formatSchema().trimEnd());
    return FINE;
  }
  const file = environment().configPath;
  const { faults } = readDesk(file);
  const ok = faults.length === 0;
  const remarks = ok ? findRemarks(loadDesk(file)) : [];
  if (options.json) {
    io.out(JSON.stringify({ file, ok, faults, remarks }));
    return ok ? FINE : NOT_FINE;
  }
  for (const fault of faults) io.out(formatFault(fault));
  for (const remark of remarks) io.out(`! ${remark.setting}: ${remark.givesUp}`);
  io.err(
    ok ? `✓ ${file} is fine` : `✗ ${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${file}`,
  );
  return ok ? FINE : NOT_FINE;
}
