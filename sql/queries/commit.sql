-- Carrying out verdicts. Rows come as JSON; instants as parameters, so that one clock tells the time. What is updated is named as an
-- array, too: a join alone may read a whole table for a few rows.

-- name: lock_cases
select id, version, number from cases where id = any($1::bigint[]) order by id for no key update

-- name: case_numbers
select id, number from cases where id = any($1::bigint[])

-- name: use_command_mail
insert into command_mail (agent, digest, inbound_id, outbox_id) values ($1, decode($2, 'hex'), $3, $4)
on conflict do nothing

-- name: draw_ids
select
  array_to_json(array(select nextval('cases_id_seq') from generate_series(1, $1::int))) as "cases",
  array_to_json(array(select nextval('case_number') from generate_series(1, $1::int))) as "numbers",
  array_to_json(array(select nextval('message_id_seq') from generate_series(1, $2::int))) as "messages",
  array_to_json(array(select nextval('outbox_id_seq') from generate_series(1, $3::int))) as "outbox"

-- name: insert_cases
insert into cases select (json_populate_recordset(null::cases, $1)).*

-- name: update_cases
with change as materialized (select * from json_to_recordset($1::json) as change (id bigint, patch jsonb))
update cases set
  version = cases.version + 1,
  updated_at = $2,
  (status, type, kind, category, service, place, priority, impact, urgency, subject, language, team, agent, owner,
    requester, requester_name, requester_writes_from, reporter, merged_into, first_response_at, resolved_at, closed_at, reopen_count, solution,
    unchecked_solver, unconfirmed_team, escalated_to, closing_code, time_spent_minutes, rating, tags, service_level, "order", deliver_by, questions, promised_by)
  = (select status, type, kind, category, service, place, priority, impact, urgency, subject, language, team, agent, owner,
    requester, requester_name, requester_writes_from, reporter, merged_into, first_response_at, resolved_at, closed_at, reopen_count, solution,
    unchecked_solver, unconfirmed_team, escalated_to, closing_code, time_spent_minutes, rating, tags, service_level, "order", deliver_by, questions, promised_by
    from jsonb_populate_record(cases, change.patch))
from change where cases.id = change.id and cases.id = any(array(select id from change))

-- name: insert_messages
insert into message (id, case_id, at, direction, kind, author_address, author_name, author_verified, text, full_text,
  inbound_id, outbox_id, content_hash, shape, addressees)
select id, case_id, at, direction, kind, author_address, author_name, author_verified, text, full_text,
  inbound_id, outbox_id, decode(content_hash, 'hex'), decode(shape, 'hex'), array(select json_array_elements_text(addressees))
from json_to_recordset($1::json) as row (id bigint, case_id bigint, at timestamptz, direction text, kind text,
  author_address text, author_name text, author_verified boolean, text text, full_text text, inbound_id bigint,
  outbox_id bigint, content_hash text, shape text, addressees json)

-- name: release_messages
update message set direction = 'out', kind = 'message'
from json_to_recordset($1::json) as row (id bigint, case_id bigint)
where message.id = row.id and message.case_id = row.case_id

-- name: insert_attachments
insert into attachment (message_id, position, name, content_type, size, sha256, content_id, inline, holds_token, inbound_id)
select message_id, position, name, content_type, size, decode(sha256, 'hex'), content_id, inline, holds_token, inbound_id
from json_to_recordset($1::json) as row (message_id bigint, position int, name text, content_type text, size int,
  sha256 text, content_id text, inline boolean, holds_token boolean, inbound_id bigint)
on conflict do nothing

-- name: insert_thread_ids
insert into thread_id (id_hash, case_id, message_id, role, id_text)
select decode(id_hash, 'hex'), case_id, message_id, role, id_text
from json_to_recordset($1::json) as row (id_hash text, case_id bigint, message_id bigint, role text, id_text text)
on conflict do nothing

-- name: put_participants
insert into case_participant (case_id, address, name, role, added_at)
select case_id, address, name, role, $2
from json_to_recordset($1::json) as row (case_id bigint, address text, name text, role text)
on conflict (case_id, address) do update set
  name = coalesce(excluded.name, case_participant.name), role = excluded.role

-- name: remove_participants
delete from case_participant using json_to_recordset($1::json) as row (case_id bigint, address text)
where case_participant.case_id = row.case_id and case_participant.address = row.address

-- name: put_links
insert into case_link (case_id, other_id, kind)
select case_id, other_id, kind from json_to_recordset($1::json) as row (case_id bigint, other_id bigint, kind text)
on conflict do nothing

-- name: remove_links
-- A relation is the same from both sides.
delete from case_link using json_to_recordset($1::json) as row (case_id bigint, other_id bigint, kind text)
where case_link.kind = row.kind
  and ((case_link.case_id = row.case_id and case_link.other_id = row.other_id)
    or (row.kind = 'related' and case_link.case_id = row.other_id and case_link.other_id = row.case_id))

-- name: insert_history
insert into history (case_id, at, actor, field, from_value, to_value, inbound_id)
select case_id, $2, actor, field, from_value, to_value, inbound_id
from json_to_recordset($1::json) as row (position int, case_id bigint, actor text, field text, from_value text, to_value text,
  inbound_id bigint)
order by position

-- name: insert_commands
insert into command_log (case_id, at, actor, verb, value, result, inbound_id)
select case_id, $2, actor, verb, value, result, inbound_id
from json_to_recordset($1::json) as row (position int, case_id bigint, actor text, verb text, value text, result text,
  inbound_id bigint)
order by position

-- name: mark_undone
with row as materialized (select * from json_to_recordset($1::json) as row (case_id bigint, inbound_id bigint))
update command_log set undone = true
from row where command_log.case_id = row.case_id and command_log.inbound_id = row.inbound_id
  and command_log.case_id = any(array(select case_id from row))

-- name: suppress
update outbox set state = 'suppressed', reason = row.reason
from json_to_recordset($1::json) as row (case_id bigint, notices json, reason text)
where outbox.state = 'pending' and outbox.case_id = row.case_id
  and outbox.notice in (select json_array_elements_text(row.notices))

-- name: insert_outbox
insert into outbox (id, nonce, token_hash, token_expires_at, notice, mailbox, case_id, message_id, inbound_id, recipient,
  recipient_name, audience, language, data, state, reason, created_at, not_before, woken_at)
select id, decode(nonce, 'hex'), decode(token_hash, 'hex'), token_expires_at, notice, mailbox, case_id, message_id, inbound_id,
  recipient, recipient_name, audience, language, data, state, reason, $2, not_before, $2
from json_to_recordset($1::json) as row (id bigint, nonce text, token_hash text, token_expires_at timestamptz,
  notice text, mailbox text, case_id bigint, message_id bigint, inbound_id bigint, recipient text, recipient_name text, audience text,
  language text, data jsonb, state text, reason text, not_before timestamptz)

-- name: cancel_clocks
with row as materialized (select * from json_to_recordset($1::json) as row (case_id bigint, kind text))
update clock set state = 'cancelled'
from row where clock.state = 'running' and clock.case_id = row.case_id and clock.kind = row.kind
  and clock.case_id = any(array(select case_id from row))

-- name: start_clocks
insert into clock (case_id, kind, started_at, due_at, woken_at)
select case_id, kind, $2, due_at, $2
from json_to_recordset($1::json) as row (case_id bigint, kind text, due_at timestamptz)
returning id, due_at as "dueAt"

-- name: insert_reminders
-- Once a case, promise, percent and recipient, whatever happens to the case meanwhile.
insert into reminder (case_id, recipient, recipient_name, audience, language, mailbox, role, clock, started_at, percent,
  reached_at, target_at, planned_at, not_before, created_at, woken_at)
select case_id, recipient, recipient_name, audience, language, mailbox, role, clock, started_at, percent,
  reached_at, target_at, planned_at, not_before, $2, $2
from json_to_recordset($1::json) as row (case_id bigint, recipient text, recipient_name text, audience text, language text,
  mailbox text, role text, clock text, started_at timestamptz, percent int, reached_at timestamptz, target_at timestamptz,
  planned_at timestamptz, not_before timestamptz)
on conflict do nothing
returning id, not_before as "notBefore"

-- name: insert_webhook_calls
insert into webhook_call (case_id, webhook, event, data, created_at, next_attempt_at, woken_at)
select case_id, webhook, event, data, $2, $2, $2
from json_to_recordset($1::json) as row (case_id bigint, webhook text, event text, data jsonb)
returning id

-- name: put_service_clocks
insert into service_clock (case_id, kind, policy, calendar, started_at, target_ms, used_ms, since, state, due_at, reached, steps)
select case_id, kind, policy, calendar, started_at, target_ms, used_ms, since, state, due_at, reached, steps
from json_to_recordset($1::json) as row (case_id bigint, kind text, policy text, calendar text, started_at timestamptz,
  target_ms bigint, used_ms bigint, since timestamptz, state text, due_at timestamptz, reached int, steps jsonb)
on conflict (case_id, kind) do update set policy = excluded.policy, calendar = excluded.calendar,
  started_at = excluded.started_at, target_ms = excluded.target_ms, used_ms = excluded.used_ms, since = excluded.since,
  state = excluded.state, due_at = excluded.due_at, reached = excluded.reached, steps = service_clock.steps || excluded.steps

-- name: remember_people
insert into person (address, name, language, first_seen_at)
select address, name, language, $2
from json_to_recordset($1::json) as row (address text, name text, language text) order by address
on conflict (address) do update set
  name = case when person.listed_at is not null and person.name is not null then person.name
    else coalesce(excluded.name, person.name) end,
  language = case when person.language_stated then person.language else coalesce(excluded.language, person.language) end

-- name: record_bounces
update outbox set bounces_told = array_append(bounces_told, row.told)
from json_to_recordset($1::json) as row (id bigint, told text)
where outbox.id = row.id and row.told <> all (bounces_told)

-- name: mark_undeliverable
insert into person (address, undeliverable_since, first_seen_at)
select distinct address, $2::timestamptz, $2::timestamptz from json_to_recordset($1::json) as row (address text)
order by address
on conflict (address) do update set undeliverable_since = coalesce(person.undeliverable_since, excluded.undeliverable_since)

-- name: clear_undeliverable
update person set undeliverable_since = null
where undeliverable_since is not null
  and address = any(array(select address from json_to_recordset($1::json) as row (address text)))

-- name: release_inbound
update inbound_mail set state = 'received', reason = null, attempts = 0, next_attempt_at = null, released_at = $2,
  released_by = row.released_by, wake_version = wake_version + 1, woken_at = $2
from json_to_recordset($1::json) as row (id bigint, released_by text)
where inbound_mail.id = row.id and state = 'quarantined' and reason in ('spam', 'spam_rule')
returning inbound_mail.id, wake_version as version

-- name: hold
insert into held_mail (inbound_id, agent, case_id, outbox_id)
select inbound_id, agent, case_id, outbox_id
from json_to_recordset($1::json) as row (inbound_id bigint, agent text, case_id bigint, outbox_id bigint)
on conflict (inbound_id) do update set agent = excluded.agent, case_id = excluded.case_id,
  outbox_id = excluded.outbox_id, state = 'held'

-- name: release_held
update held_mail set state = row.state
from json_to_recordset($1::json) as row (inbound_id bigint, state text)
where held_mail.inbound_id = row.inbound_id and held_mail.state = 'held'

-- name: put_turns
insert into team_turn (team, agent, at)
select team, agent, $2 from json_to_recordset($1::json) as row (team text, agent text) order by team
on conflict (team) do update set agent = excluded.agent, at = excluded.at

-- name: put_absences
insert into agent_absence (agent, until)
select agent, coalesce(until, $2) from json_to_recordset($1::json) as row (agent text, until timestamptz) order by agent
on conflict (agent) do update set until = excluded.until
