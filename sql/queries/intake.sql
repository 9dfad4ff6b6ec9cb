-- Processing an accepted mail: claiming its row, and looking up what it names.

-- name: peek_inbound
select state, coalesce(next_attempt_at > $2, false) as early, inbound_waits(id, $2) as waiting
from inbound_mail where id = $1

-- name: list_ready
-- Mails that are due and wait for nobody, from the id $2 on, in the order of their arrival.
select id, coalesce(from_address, '') as "from",
  attempts > 0 or (select size > 1000000 from raw_mail where raw_mail.sha256 = inbound_mail.sha256) as alone
from inbound_mail
where state = 'received' and coalesce(next_attempt_at <= $1, true) and id > $2 and not inbound_waits(id, $1)
order by id limit $3

-- name: lock_inbound
-- Not a row that must wait: whoever wakes it must not find it locked. Large mails are read when it is clear that they are needed.
select inbound.id, source, mailbox, received_at as "receivedAt", attempts, encode(sha256, 'hex') as sha256,
  case when raw.size <= 1000000 then raw.bytes end as raw
from inbound_mail inbound join raw_mail raw using (sha256)
where inbound.id = any($1::bigint[]) and inbound.state = 'received' and coalesce(inbound.next_attempt_at <= $2, true)
  and (inbound.attempts = 0 or not $3::boolean) and not inbound_waits(inbound.id, $2)
order by inbound.id
for update of inbound skip locked

-- name: lock_refs
-- One mail of a conversation at a time, even where a mail with a smaller id is accepted late. Held until the transaction ends.
select inbound_id as id,
  bool_and(pg_try_advisory_xact_lock(('x' || encode(substr(ref_hash, 1, 8), 'hex'))::bit(64)::bigint)) as locked
from inbound_ref where inbound_id = any($1::bigint[]) group by inbound_id

-- name: raw_bytes
select bytes from raw_mail where sha256 = decode($1, 'hex')

-- name: wake_followers
with follower as (
  select id from inbound_mail
  where state = 'received' and id in (select inbound_id from inbound_ref where ref_hash = any($1::bytea[]))
  order by id for update skip locked
)
update inbound_mail set wake_version = wake_version + 1, woken_at = $2
from follower where inbound_mail.id = follower.id
returning inbound_mail.id, wake_version as version

-- name: find_followers
select id, coalesce(from_address, '') as "from",
  attempts > 0 or (select size > 1000000 from raw_mail where raw_mail.sha256 = inbound_mail.sha256) as alone
from inbound_mail
where state = 'received' and coalesce(next_attempt_at <= $2, true)
  and id in (select inbound_id from inbound_ref where ref_hash = any($1::bytea[]))
order by id

-- name: record_failure
update inbound_mail set
  attempts = attempts + 1, last_error = $3, reason = $2, next_attempt_at = $4,
  state = case when $4::timestamptz is null then 'failed' else state end,
  processed_at = case when $4::timestamptz is null then now() end,
  wake_version = wake_version + 1, woken_at = now()
where id = $1 and state = 'received'
returning wake_version as version

-- name: finish_inbound
update inbound_mail set state = row.state, reason = row.reason, kind = row.kind, case_id = row.case_id,
  evidence = row.evidence, processed_at = $2, last_error = null
from json_to_recordset($1::json) as row (id bigint, state text, reason text, kind text, case_id bigint, evidence jsonb)
where inbound_mail.id = row.id

-- name: drop_refs
-- What a finished mail names holds up nobody any more.
delete from inbound_ref where inbound_id = any($1::bigint[]) returning ref_hash as hash

-- name: find_tokens
select encode(token_hash, 'hex') as hash, id as "outboxId", notice, case_id as "caseId", recipient, audience,
  token_expires_at as "expiresAt", inbound_id as "inboundId",
  exists (select from command_mail where command_mail.outbox_id = outbox.id) as "usedForCommands"
from outbox where token_hash = any($1::bytea[])

-- name: find_threads
-- $1 ids that the mail names, in order of preference; $2 its own id; $3 case numbers in its subject. An id that another mail on a
-- case named leads there too: two answers to an original that has not come belong together.
with wanted as (
  select hash, position, false as own from unnest($1::bytea[]) with ordinality as id (hash, position)
  union all select $2::bytea, 0, true where $2::bytea is not null
), found as (
  select thread_id.case_id, thread_id.role, thread_id.message_id, min(wanted.position) as position
  from wanted join thread_id on thread_id.id_hash = wanted.hash and (not wanted.own or thread_id.role = 'named')
  group by 1, 2, 3
  union all
  select id, 'tag', null, 1000 from cases where number = any($3::bigint[])
)
select found.case_id as "caseId", found.role as by, found.position, message.author_address as author,
  to_json(coalesce(message.addressees, '{}')) as addressees
from found left join message on message.id = found.message_id
order by found.position, found.role, found.case_id, found.message_id
limit 100

-- name: find_case_ids
select id, number from cases where number = any($1::bigint[])

-- name: find_duplicate
-- A copy that nobody vouched for and that was kept apart must not swallow the real one ($2: this one is vouched for).
select id as "messageId", case_id as "caseId" from message
where content_hash = decode($1, 'hex') and not ($2::boolean and not author_verified and kind in ('held', 'third_party'))
order by id limit 1

-- name: find_person
select address, name, language, language_stated as "languageStated",
  undeliverable_since is not null as undeliverable
from person where address = $1

-- name: count_automatic
-- Notices $2 owed to addresses like $1, and to its domain, within each of the windows $4 (milliseconds before $3); counted no
-- further than $5 and $6.
with to_address as (
  select created_at from outbox
  where address_family(recipient) = address_family($1) and audience = 'user' and notice = any($2::text[])
    and created_at > $3::timestamptz - interval '7 days' and state <> 'suppressed'
  order by created_at desc limit $5
), to_domain as (
  select created_at from outbox
  where split_part(recipient, '@', 2) = split_part($1, '@', 2) and audience = 'user' and notice = any($2::text[])
    and created_at > $3::timestamptz - interval '1 day' and state <> 'suppressed'
  order by created_at desc limit $6
)
select array_to_json(array_agg((select count(*) from to_address where created_at > since) order by since desc)) as address,
  array_to_json(array_agg((select count(*) from to_domain where created_at > since) order by since desc)) as domain
from (select $3::timestamptz - ms * interval '1 millisecond' as since from unnest($4::bigint[]) as ms) as back

-- name: count_received
select count(*) as count from inbound_mail
where address_family(from_address) = address_family($1) and received_at >= $2

-- name: find_held
select held.inbound_id as "inboundId", held.agent, held.case_id as "caseId", raw.bytes as raw,
  inbound.received_at as "receivedAt"
from held_mail held join inbound_mail inbound on inbound.id = held.inbound_id join raw_mail raw using (sha256)
where held.outbox_id = any($1::bigint[]) and held.state = 'held'
order by held.inbound_id desc limit 1
