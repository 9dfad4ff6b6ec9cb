import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommitResult } from "../../src/flows/ports.ts";
import type { IntakeTransaction } from "../../src/flows/ports-receiving.ts";
import { NOW, SOFIE } from "../support/facts.ts";
import { aMessage, anOwed, aVerdict, openTestStore, type TestStore } from "../support/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.end());

const ignored = aVerdict({ outcome: "ignored", reason: "tested" });
const later = (ms: number) => new Date(NOW.getTime() + ms);
/** accepted_at is the database's clock; rows that fail are waited for two minutes by it. */
const dbNow = () => new Date();

function mail(own: string, ...named: string[]): string {
  return `Message-ID: <${own}>\r\nReferences: ${named.map((id) => `<${id}>`).join(" ")}\r\n\r\n${own}`;
}

/** Claims a mail and keeps it until `finish`. */
async function keep(id: number): Promise<{ finish(): Promise<unknown> }> {
  const inside = gate();
  const kept = gate();
  const running = store.intake.claimInbound(id, NOW, async (tx) => {
    inside.open();
    await kept.opened;
    return tx.commit(ignored);
  });
  const notClaimed = running.then(({ attempt }) => Promise.reject(new Error(`not claimed: ${attempt}`)));
  notClaimed.catch(() => {});
  await Promise.race([inside.opened, notClaimed]);
  return {
    finish() {
      kept.open();
      return running;
    },
  };
}

function gate(): { open(): void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { open: () => open(), opened };
}

async function attempt(id: number, now = NOW): Promise<string> {
  return (await store.intake.claimInbound(id, now, (tx) => tx.commit(ignored))).attempt;
}

describe("one mail", () => {
  test("is handed over with its bytes and what is known of it, once", async () => {
    const raw = Buffer.from([1, 0, 255, 13, 10]);
    const id = await store.take(raw, later(-5_000));
    let seen: IntakeTransaction | undefined;
    const outcome = await store.intake.claimInbound(id, NOW, async (tx) => {
      seen = tx;
      return tx.commit(ignored);
    });
    expect(outcome).toMatchObject({ attempt: "done", result: { ok: true, caseId: null, caseNumber: null } });
    expect(seen?.raw).toEqual(raw);
    expect(seen?.row).toMatchObject({
      id,
      source: "imap",
      mailbox: "helpdesk",
      attempts: 0,
      receivedAt: later(-5_000),
    });
    expect(await attempt(id)).toBe("finished");
    expect(await attempt(999_999_999)).toBe("finished");
  });

  test("of several megabytes comes whole", async () => {
    const raw = Buffer.alloc(3_000_000, "0123456789abcdef");
    const id = await store.take(raw);
    await store.intake.claimInbound(id, NOW, async (tx) => {
      expect(tx.raw.equals(raw)).toBe(true);
      return tx.commit(ignored);
    });
  });

  test("that another worker has is busy", async () => {
    const id = await store.take(mail("busy@x"));
    const held = await keep(id);
    expect(await attempt(id)).toBe("busy");
    await held.finish();
    expect(await attempt(id)).toBe("finished");
  });

  test("whose work throws stays as it was", async () => {
    const id = await store.take(mail("throws@x"));
    const broken = store.intake.claimInbound(id, NOW, async (tx) => {
      await tx.commit(
        aVerdict({ changes: [{ do: "rememberPerson", address: "gone@x", name: null, language: null }] }),
      );
      throw new Error("after the commit of the verdict, before that of the transaction");
    });
    await expect(broken).rejects.toThrow("after the commit");
    expect(await store.ask((tx) => tx.findPerson("gone@x"))).toBeNull();
    expect(await attempt(id)).toBe("done");
  });
});

test("a person's earlier cases come newest first, with what became of them, and with those of no one else", async () => {
  const of = (category: string, openedAt: Date, requester = "rita@x") =>
    store.open({ requester, openedAt, also: { category } });
  await of("Printing", new Date("2026-11-01T08:00:00Z"));
  const { caseId } = await of("Access", new Date("2026-11-02T08:00:00Z"));
  await of("Other", NOW, "somebody@x");
  await store.look("update cases set status = 'resolved' where id = $1", [caseId]);
  await store.look("insert into person (address) values ('rita@x')");
  await store.look("insert into person_alias (alias, address) values ('rb@x', 'rita@x')");
  const expected = [
    { openedAt: new Date("2026-11-02T08:00:00Z"), isOpen: false, category: "Access" },
    { openedAt: new Date("2026-11-01T08:00:00Z"), isOpen: true, category: "Printing" },
  ];
  const found = await store.ask((tx) =>
    Promise.all(["rita@x", "rb@x", "nobody@x"].map((one) => tx.findEarlierCases(one))),
  );
  expect(found).toEqual([expected, expected, []]);
});

describe("a mail that failed", () => {
  test("is tried again when its time has come", async () => {
    const id = await store.take(mail("fails@x"));
    const wake = await store.intake.recordInboundFailure(id, "processing_failed", "bang", later(60_000));
    expect(wake).toEqual({ queue: "intake", id, version: 2, at: later(60_000) });
    expect(await attempt(id, later(58_000))).toBe("early");
    let attempts = 0;
    await store.intake.claimInbound(id, later(60_000), async (tx) => {
      attempts = tx.row.attempts;
      return tx.commit(ignored);
    });
    expect(attempts).toBe(1);
  });

  test("for good is the operator's, holds up nobody, and can be taken up again", async () => {
    const id = await store.take(mail("poison@x"));
    const next = await store.take(mail("answer@x", "poison@x"));
    expect(await store.intake.recordInboundFailure(id, "unparsable", "bang\0", null)).toBeNull();
    expect(
      await store.look("select state, reason, last_error, attempts from inbound_mail where id = $1", [id]),
    ).toEqual([{ state: "failed", reason: "unparsable", last_error: "bang", attempts: 1 }]);
    expect(await attempt(id)).toBe("finished");
    expect(await attempt(next)).toBe("done");
    const wake = await store.read.retryInbound(id);
    expect(wake).toMatchObject({ queue: "intake", id, at: null });
    expect(await attempt(id)).toBe("done");
    expect(await store.read.retryInbound(id)).toBeNull();
  });
});

describe("mails of one conversation", () => {
  test("go in the order of their arrival, whatever ties them together", async () => {
    const token = "abcdefghijklmnopqrstuvwxyz";
    const ties: [string, string][] = [
      [mail("order-1@x"), mail("order-2@x", "order-1@x")],
      [mail("order-3@x", "order-root@x"), mail("order-4@x", "ORDER-ROOT@x")],
      [mail("order-5@x"), mail("order-5@x")],
      [
        "Message-ID: <order-6@x>\r\nSubject: [#77] a\r\n\r\n",
        "Message-ID: <order-7@x>\r\nSubject: Re: [#77] a\r\n\r\n",
      ],
      [
        `Message-ID: <order-8@x>\r\nTo: desk+${token}@x\r\n\r\n`,
        `Message-ID: <order-9@x>\r\nIn-Reply-To: <dp.${token}@x>\r\n\r\n`,
      ],
      [
        "From: a@x\r\nDate: today\r\nSubject: twin\r\nReceived: 1\r\n\r\n",
        "From: a@x\r\nDate: today\r\nSubject: twin\r\n\r\n",
      ],
    ];
    for (const [first, second] of ties) {
      const [one, two] = [await store.take(first), await store.take(second)];
      expect(await attempt(two)).toBe("waiting");
      const { wakes } = await store.decide(one, ignored);
      expect(wakes).toEqual([{ queue: "intake", id: two, version: 2, at: null }]);
      expect(await attempt(two)).toBe("done");
    }
  });

  test("do not wait for mails of others", async () => {
    const stuck = await keep(await store.take(mail("stuck@x", "stuck-root@x")));
    expect(await attempt(await store.take(mail("other@x", "other-root@x")))).toBe("done");
    await stuck.finish();
  });

  test("wait two minutes for one that failed, and then no longer", async () => {
    const first = await store.take(mail("slow-1@x"));
    const second = await store.take(mail("slow-2@x", "slow-1@x"));
    await store.intake.recordInboundFailure(first, "x", "x", new Date(dbNow().getTime() + 5_000));
    expect(await attempt(second, dbNow())).toBe("waiting");
    expect(await attempt(second, new Date(dbNow().getTime() + 121_000))).toBe("done");
    const third = await store.take(mail("slow-3@x", "slow-1@x"));
    await store.intake.recordInboundFailure(first, "x", "x", new Date(dbNow().getTime() + 600_000));
    expect(await attempt(third, dbNow())).toBe("done");
  });

  test("never overlap, even when the earlier one is accepted late", async () => {
    const [early, late] = [
      await store.take(mail("late-1@x")),
      await store.take(mail("late-2@x", "late-1@x")),
    ];
    // As if the earlier row's batch had not been committed when the later one was claimed.
    await store.look("update inbound_mail set state = 'failed' where id = $1", [early]);
    const held = await keep(late);
    await store.look("update inbound_mail set state = 'received' where id = $1", [early]);
    expect(await attempt(early)).toBe("waiting");
    expect(await held.finish()).toMatchObject({ wakes: [{ id: early }] });
    expect(await attempt(early)).toBe("done");
  });

  test("leave nothing behind that would slow down later ones", async () => {
    const id = await store.take(mail("tidy-1@x", "tidy-2@x"));
    await attempt(id);
    expect(await store.look("select * from inbound_ref where inbound_id = $1", [id])).toEqual([]);
  });
});

describe("looking up", () => {
  test("counts automatic notices to an address, but none that was held back", async () => {
    await store.open({ requester: "loop@x" }, [
      anOwed({ key: "1", to: { address: "loop@x", name: null } }),
      anOwed({ key: "2", to: { address: "loop@x", name: null } }),
      { do: "suppress", case: "new:case", notices: ["acknowledgement"], reason: "tested" },
      anOwed({ key: "3", to: { address: "loop@x", name: null } }),
      anOwed({ key: "4", notice: "answer", data: {}, to: { address: "loop@x", name: null } }),
    ]);
    const count = (now: Date) =>
      store.ask((tx) => tx.countAutomatic({ address: "loop@x", withDomain: true, shape: null }, now));
    const minute = 60_000;
    expect(await count(later(minute))).toEqual({ address: [1, 1, 1, 1], domain: [1, 1, 1, 1], alike: [] });
    expect((await count(later(11 * minute))).address).toEqual([0, 1, 1, 1]);
    expect((await count(later(61 * minute))).address).toEqual([0, 0, 1, 1]);
    expect((await count(later(25 * 60 * minute))).address).toEqual([0, 0, 0, 1]);
    expect(await count(later(8 * 24 * 60 * minute))).toMatchObject({
      address: [0, 0, 0, 0],
      domain: [0, 0, 0, 0],
    });
  });

  test.each([
    ["another sub-address", "desk+a1@fam.x", "desk+b2@fam.x", 1],
    ["another number", "case-1042@fam.x", "case-1043@fam.x", 1],
    ["another number after a dot", "ticket.7@fam.x", "ticket.8@fam.x", 1],
    ["another person with a number", "s1234@fam.x", "s5678@fam.x", 0],
    ["somebody else", "anna@fam.x", "mike@fam.x", 0],
  ])("counts %s as the same sender or not, and the domain always", async (_, first, second, same) => {
    const domain = `${same}${first.length}${second.length}.example`;
    const at = (address: string) => address.replace("fam.x", domain);
    await store.open({}, [anOwed({ to: { address: at(first), name: null } })]);
    const counts = await store.ask((tx) =>
      tx.countAutomatic({ address: at(second), withDomain: true, shape: null }, later(1)),
    );
    expect([counts.address[0], counts.domain[0]]).toEqual([same, 1]);
    await store.take(`From: ${at(first)}\r\n\r\n`);
    expect(await store.ask((tx) => tx.countReceived(at(second), later(-1), false))).toBe(same);
  });

  test("mails that others write in somebody's name are not counted against a mail that is vouched for", async () => {
    const received = async (result: string) => {
      const id = await store.take(`From: anna@forged.example\r\nX: ${result}\r\n\r\n`);
      const evidence = [{ step: "authentication", code: result, detail: "anna@forged.example" }];
      await store.intake.claimInbound(id, NOW, (tx) => tx.commit(aVerdict({ outcome: "ignored", evidence })));
    };
    for (const result of ["none", "none", "fail", "pass"]) await received(result);
    const count = (isVouched: boolean) =>
      store.ask((tx) => tx.countReceived("anna@forged.example", later(-1), isVouched));
    expect(await count(false)).toBe(4);
    // The one before, and the one that asks.
    expect(await count(true)).toBe(2);
  });

  test("marks an address that is gone until a mail comes from it", async () => {
    const change = (what: "markUndeliverable" | "clearUndeliverable") =>
      store.open({}, [{ do: what, address: "gone@x" }]);
    const person = () => store.ask((tx) => tx.findPerson("gone@x"));
    await change("markUndeliverable");
    expect((await person())?.undeliverable).toBe(true);
    await change("clearUndeliverable");
    expect((await person())?.undeliverable).toBe(false);
  });

  test("finds cases by number and by what several answers to a lost original name", async () => {
    const { caseId, number } = await store.open({}, [
      {
        do: "addMessage",
        case: "new:case",
        as: "new:m",
        message: aMessage({ messageId: "reply-1@x", namedIds: ["lost@x"], addressees: ["peer@x"] }),
      },
    ]);
    const found = await store.ask(async (tx) => ({
      numbers: await tx.findCaseIds([number, 999_999]),
      sibling: await tx.findThreads(["lost@x"], "reply-2@x", []),
      original: await tx.findThreads([], "lost@x", []),
      nothing: await tx.findThreads(["unknown@x"], "also-unknown@x", []),
      own: await tx.findThreads([], "reply-1@x", []),
    }));
    expect(found.numbers).toEqual(new Map([[number, caseId]]));
    const named = { caseId, by: "named", author: SOFIE, addressees: ["peer@x"] };
    expect(found.sibling).toMatchObject([named]);
    expect(found.original).toMatchObject([named]);
    expect(found.nothing).toEqual([]);
    expect(found.own).toEqual([]);
  });
});

/** Processes mails with several workers until none is left; each conversation's mails are noted as they are finished. */
async function processAll(ids: number[], workers: number): Promise<number[]> {
  const todo = [...ids];
  const order: number[] = [];
  const work = async () => {
    for (let id = todo.shift(); id !== undefined; id = todo.shift()) {
      const current = id;
      const { attempt: outcome } = await store.intake.claimInbound(
        current,
        NOW,
        async (tx): Promise<CommitResult> => {
          await new Promise((next) => setTimeout(next, 1));
          const result = await tx.commit(ignored);
          order.push(current);
          return result;
        },
      );
      if (outcome !== "done" && outcome !== "finished") todo.push(current);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return order;
}

describe("always", () => {
  test("however many workers run, each conversation goes in the order of its arrival", async () => {
    let round = 0;
    const conversation = fc.integer({ min: 0, max: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(conversation, { minLength: 2, maxLength: 14 }), async (mails) => {
        round += 1;
        const prefix = `round-${process.pid}-${round}`;
        const ids: number[] = [];
        for (const [i, talk] of mails.entries()) {
          ids.push(await store.take(mail(`${prefix}-${i}@x`, `${prefix}-talk-${talk}@x`)));
        }
        const order = await processAll(ids, 6);
        expect([...order].sort((a, b) => a - b)).toEqual(ids);
        for (const talk of new Set(mails)) {
          const own = ids.filter((_, i) => mails[i] === talk);
          expect(order.filter((id) => own.includes(id))).toEqual(own);
        }
      }),
      { numRuns: 15 },
    );
  });
});
