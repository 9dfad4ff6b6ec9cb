import { expect, test } from "vitest";
import { acceptMails, fileBatch } from "../../src/flows/accept-mail.ts";
import type { Wake } from "../../src/flows/ports.ts";
import type { AcceptedMail } from "../../src/flows/ports-receiving.ts";
import { createMemoryStore } from "../support/accept-store.ts";

const wake = (id: number): Wake => ({ queue: "intake", id, version: 1, at: null });

test("workers are woken after the commit, for what is new only", async () => {
  const happened: string[] = [];
  const accepted: AcceptedMail[] = [
    { inboundId: 7, uid: 1, sha256: "", isNew: true, wake: wake(7) },
    { inboundId: 3, uid: 2, sha256: "", isNew: false, wake: null },
  ];
  const store = {
    ...createMemoryStore(),
    accept: async () => {
      happened.push("stored");
      return accepted;
    },
  };
  const alarm = { wake: async (wakes: Wake[]) => void happened.push(`woke ${wakes.map((one) => one.id)}`) };
  expect(await acceptMails({ store, alarm }, fileBatch("helpdesk", []))).toBe(accepted);
  expect(happened).toEqual(["stored", "woke 7"]);
});

test("nobody is woken for a batch that was not stored", async () => {
  const woken: Wake[] = [];
  const store = { ...createMemoryStore(), accept: () => Promise.reject(new Error("away")) };
  const alarm = { wake: async (wakes: Wake[]) => void woken.push(...wakes) };
  await expect(acceptMails({ store, alarm }, fileBatch("helpdesk", []))).rejects.toThrow("away");
  expect(woken).toEqual([]);
});
