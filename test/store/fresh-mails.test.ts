import { expect, test } from "vitest";
import { createFreshMails } from "../../src/store/fresh-mails.ts";

test("a mail that was just accepted is handed over once", () => {
  const fresh = createFreshMails();
  fresh.keep("a", Buffer.from("mail"));
  expect(fresh.take("a")?.toString()).toBe("mail");
  expect(fresh.take("a")).toBeNull();
});

test("those that came first stay, because their turn comes first", () => {
  const fresh = createFreshMails(100);
  for (const name of ["a", "b", "c"]) fresh.keep(name, Buffer.alloc(40));
  expect(["a", "b", "c"].map((name) => fresh.take(name)?.length ?? null)).toEqual([40, 40, null]);
  fresh.keep("larger than all", Buffer.alloc(101));
  expect(fresh.take("larger than all")).toBeNull();
});

test("the same mail kept twice takes its room once", () => {
  const fresh = createFreshMails(100);
  fresh.keep("a", Buffer.alloc(60));
  fresh.keep("a", Buffer.alloc(60));
  fresh.keep("b", Buffer.alloc(40));
  expect(["a", "b"].map((name) => fresh.take(name)?.length ?? null)).toEqual([60, 40]);
});

test("what nobody works on does not fill the memory for ever", () => {
  let now = 0;
  const fresh = createFreshMails(100, () => now);
  fresh.keep("worked on elsewhere", Buffer.alloc(80));
  now = 60_001;
  fresh.keep("a", Buffer.alloc(40));
  expect(fresh.take("a")?.length).toBe(40);
  expect(fresh.take("worked on elsewhere")).toBeNull();
});
