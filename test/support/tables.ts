/** A look into a test's database, past the store. */
import pg from "pg";

pg.types.setTypeParser(20, Number);

export async function lookInto(
  connectionString: string,
  text: string,
  params: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text, params)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
