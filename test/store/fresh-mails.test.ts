import { expect, test } from "vitest";
import { createFreshMails } from "../../src/store/fresh-mails.ts";

test("a mail that was just accepted is handed over once", () => {
  const fresh = createFreshMails();
  fresh.keep("a", Buffer.from("mail"));
  expect(fresh.take("a")?.toString()).toBe("mail");
  expect(fresh.take("a")).toBeNull();
});

test("what nobody works on does not fill the memory: the oldest go first", () => {
  const fresh = createFreshMails(100);
  for (const name of ["a", "b", "c"]) fresh.keep(name, Buffer.alloc(40));
  fresh.keep("c", Buffer.alloc(45));
  expect(["a", "b", "c"].map((name) => fresh.take(name)?.length ?? null)).toEqual([null, 40, 45]);
  fresh.keep("larger than all", Buffer.alloc(101));
  expect(fresh.take("larger than all")).toBeNull();
});
