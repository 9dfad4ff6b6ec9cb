import { expect, test } from "vitest";
import { explainDatabaseError } from "../../src/store/failures.ts";

test("a socket folder that lets in system users only is told from a wrong password", () => {
  const refused = (words: string) => explainDatabaseError(Object.assign(new Error(words), { code: "28000" }));
  expect(refused('Peer authentication failed for user "desk"')).toMatchObject({
    reason: "database_login_refused",
    hint: expect.stringContaining("pg_hba.conf"),
  });
  expect(refused('no such role "desk"')).toMatchObject({ hint: expect.stringContaining("DATABASE_URL") });
});
