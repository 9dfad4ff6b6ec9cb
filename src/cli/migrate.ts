/** `deskpost migrate`: brings the schema up to date and ends. */
import { type Context, type ExitCode, FINE } from "./io.ts";
import { withDatabase } from "./open-app.ts";

export async function migrateCommand(context: Context): Promise<ExitCode> {
  return withDatabase<ExitCode>(context, async (connectionString, log) => {
    const { migrate } = await import("../store/migrate.ts");
    const { applied } = await migrate({ connectionString, log });
    for (const name of applied) context.io.out(`applied ${name}`);
    context.io.err(applied.length === 0 ? "✓ the schema was up to date" : "✓ the schema is up to date");
    return FINE;
  });
}
