/** Promises that run out while the desk is down or its queue forgets: each is told once, together, and says how late. */
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeEachBackend } from "../support/backends.ts";
import { startWebhookReceiver, WEBHOOK_SECRET, type WebhookReceiver } from "../support/webhook-receiver.ts";
import { startWorld, type World } from "./world.ts";

const LEAD = "anna@desk.example";
const MEMBER = "mike@desk.example";
const CASES = 100;

describeEachBackend("a hundred promises that broke while nobody looked", (backend) => {
  let world: World;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    world = await startWorld({
      databaseUrl: backend.databaseUrl,
      redisUrl: backend.redisUrl,
      only: "workers",
      env: { DESKPOST_WEBHOOK_SECRET_ONCALL: WEBHOOK_SECRET },
      overrides: {
        teams: [{ name: "servicedesk", lead: LEAD, members: [MEMBER] }],
        calendars: [{ name: "always", hours: { "mon-sun": "00:00-24:00" } }],
        serviceLevels: [{ name: "standard", targets: { default: { resolution: "4h" } } }],
        escalation: { gatherSeconds: 5, quietHours: "none" },
        webhooks: [{ name: "oncall", url: receiver.url }],
        digest: { to: [] },
      },
    });
  });
  afterAll(async () => {
    await world?.stop();
    await receiver?.stop();
  });

  test("are one mail to each whom they concern, though two processes look, and say how late", async () => {
    await breakPromises(backend.databaseUrl);
    await backend.loseJobs();
    await Promise.all([world.startAnother("clocks"), world.startAnother("clocks")]);
    for (const address of [LEAD, MEMBER]) {
      const mail = await world.receive(address);
      expect(mail.subject).toContain(`${CASES} promises`);
      expect(mail.text).toMatch(/comes (?:5\d minutes|1 hour[^.]*) late/);
    }
    const told = await query(
      backend.databaseUrl,
      "select state, count(distinct case_id) as cases, count(distinct outbox_id) as mails from reminder group by 1",
    );
    expect(told).toEqual([{ state: "sent", cases: String(CASES), mails: "2" }]);
    const history = await query(
      backend.databaseUrl,
      "select count(*) as entries, count(distinct case_id) as cases from history where field = 'reminder'",
    );
    expect(history).toEqual([{ entries: String(CASES), cases: String(CASES) }]);
    // One of them was urgent.
    await expect.poll(() => receiver.calls.length, { timeout: 60_000 }).toBe(1);
    expect(receiver.calls[0]?.body).toMatchObject({ event: "breach", clock: { percent: 100 } });
    expect([...(await world.untaken(LEAD)), ...(await world.untaken(MEMBER))]).toEqual([]);
  }, 240_000);
});

/** A hundred cases, each with four hours that were over 55 minutes ago. */
async function breakPromises(databaseUrl: string): Promise<void> {
  await query(
    databaseUrl,
    `with opened as (
       insert into cases (mailbox, status, subject, language, team, owner, opened_at, priority)
       select 'helpdesk', 'registered', 'Case ' || n, 'en', 'servicedesk', 'servicedesk', now() - interval '295 minutes',
         case when n = 1 then 'production_disrupting' end
       from generate_series(1, ${CASES}) as n returning id, opened_at
     ), watched as (
       insert into clock (case_id, kind, started_at, due_at, woken_at)
       select id, 'watch_resolution', opened_at, opened_at + interval '4 hours', opened_at from opened
     )
     insert into service_clock (case_id, kind, policy, calendar, started_at, target_ms, used_ms, since, state, due_at, reached)
     select id, 'resolution', 'standard', 'always', opened_at, 14400000, 0, opened_at, 'running',
       opened_at + interval '4 hours', 80 from opened`,
  );
}

async function query(databaseUrl: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
