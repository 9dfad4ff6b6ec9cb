/** Ten thousand cases on a real Postgres, with every kind of rule played again over them: less than a minute, and nothing changes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeskFile } from "../../src/domain/desk.ts";
import { createSummary } from "../../src/domain/rule-replay.ts";
import { replayRules } from "../../src/flows/replay-rules.ts";
import { readEnvelopeOf } from "../../src/mail/unreadable.ts";
import { createPool } from "../../src/store/pool.ts";
import { createReplayStore } from "../../src/store/replay.ts";
import { freshDatabase, silentLog } from "../support/database.ts";
import { aDesk } from "../support/facts.ts";
import { lookInto } from "../support/tables.ts";

const CASES = 10_000;
const RULES = 100;
const LIMIT_MS = 60_000;

let database: Awaited<ReturnType<typeof freshDatabase>>;
const look = (text: string) => lookInto(database.connectionString, text);

beforeAll(async () => {
  database = await freshDatabase();
  const words =
    "the printer on floor two takes my jobs but nothing comes out since yesterday morning and the wifi is slow as well ";
  const text = `'Hi,' || chr(10) || 'number ' || n || ': ' || repeat('${words}', (1 + n % 12)::int)`;
  for (const statement of [
    `insert into raw_mail (sha256, size, bytes) select sha256(n::text::bytea), 1000,
       convert_to('From: u' || n % 700 || '@uni.example' || chr(10) || repeat('Received: from mx.uni.example by desk' || chr(10), 20)
         || 'X-Ticket: ' || n % 3 || chr(10) || chr(10) || ${text}, 'UTF8')
     from generate_series(1, ${CASES}) as n`,
    `insert into inbound_mail (source, mailbox, folder, uid, sha256, received_at, state, reason, kind, from_address, subject, evidence)
     select 'cli', 'helpdesk', 'f', n, sha256(n::text::bytea), now() - n * interval '1 minute', 'processed', 'opened', 'human',
       'u' || n % 700 || '@uni.example', 'Help with thing ' || n,
       '[{"step": "screen", "code": "human", "detail": ""}, {"step": "authentication", "code": "pass", "detail": ""}]'
     from generate_series(1, ${CASES}) as n`,
    `insert into cases (mailbox, status, subject, language, team, owner, requester, opened_at, category)
     select 'helpdesk', 'closed', 'Help with thing ' || n, 'en', 'servicedesk', 'servicedesk', 'u' || n % 700 || '@uni.example',
       now() - n * interval '1 minute', 'Printing'
     from generate_series(1, ${CASES}) as n`,
    `insert into history (case_id, at, actor, field, to_value, inbound_id)
     select c.id, c.opened_at, one.actor, one.field, one.value, c.id from cases c,
       (values ('u@x', 'status', 'registered'), ('rule:old', 'category', 'Printing'), ('anna@desk.example', 'status', 'closed'))
         as one (actor, field, value)`,
    `insert into message (case_id, at, direction, kind, author_address, text, full_text, inbound_id, addressees)
     select c.id, c.opened_at, 'in', 'message', c.requester, ${text}, '', c.id, array['helpdesk@desk.example']
     from cases c, lateral (select c.id as n) as numbered`,
    `insert into attachment (message_id, position, name, content_type, size, sha256, inline, holds_token, inbound_id)
     select m.id, 0, 'shot.png', 'image/png', 1000, sha256('x'), false, false, m.inbound_id from message m where m.id % 3 = 0`,
    `insert into person (address, department) select 'u' || n || '@uni.example', 'Department ' || n % 9 from generate_series(0, 699) as n`,
    "analyze",
  ]) {
    await look(statement);
  }
});
afterAll(() => database?.drop());

function rules(): DeskFile["rules"] {
  const kinds: NonNullable<NonNullable<DeskFile["rules"]>[number]["when"]>[] = [
    { words: ["toner", "paper jam", "*printer*", "label"] },
    { text: ["/(wifi|wlan|network).{0,40}(slow|down|gone)/", "/(a+)+$/"] },
    { header: { "X-Ticket": "/^[12]$/" }, department: "department" },
    { history: { atLeast: 3, withinDays: 30 }, attachmentType: "image/*" },
    { any: [{ subject: "/thing \\d+7$/" }, { not: { time: { open: true } } }] },
  ];
  return Array.from({ length: RULES }, (_, at) => ({
    name: `rule${at}`,
    when: {
      all: [kinds[at % kinds.length] ?? {}, { not: { words: [`never${at}`, `/absent ${at} [a-z]+/`] } }],
    },
    set: at % 7 === 0 ? { team: "network", impact: "high" as const } : { tags: `t${at % 20}` },
  }));
}

test(`${RULES} rules over ${CASES} cases`, async () => {
  const pool = createPool({ connectionString: database.connectionString, max: 1, log: silentLog });
  const fingerprint = () =>
    look(
      "select md5(string_agg(c::text, '' order by id)) as cases, (select count(*) from history) as history from cases c",
    );
  const before = await fingerprint();
  const { summary, add } = createSummary();
  const idle = process.cpuUsage();
  const started = performance.now();
  const ports = {
    desk: aDesk({ rules: rules() }),
    store: createReplayStore(pool),
    parseHeaders: (head: Buffer) => readEnvelopeOf(head).headers,
  };
  await replayRules(ports, new Date(0), { onTotal: () => {}, onCase: add });
  const took = performance.now() - started;
  const { user, system } = process.cpuUsage(idle);
  await pool.end();
  console.log(
    `rules replay: ${summary.cases} cases, ${RULES} rules, ${(took / 1000).toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of this process), ${JSON.stringify(summary)}`,
  );
  expect(summary.cases).toBe(CASES);
  expect(summary.wouldMove).toBeGreaterThan(1_000);
  expect(took).toBeLessThan(LIMIT_MS);
  expect(await fingerprint()).toEqual(before);
});
