-- Processing an accepted mail: claiming its row, and looking up what it names.

-- name: peek_inbound
select state, coalesce(next_attempt_at > $2, false) as early, exists (select from inbound_blockers(id, $2)) as waiting
from inbound_mail where id = $1

-- name: list_ready
-- Mails that are due, from the id $2 on, in the order of their arrival. Whether one waits is asked of these few only.
select id, coalesce(address_family(from_address), '') as "from", exists (select from inbound_blockers(id, $1)) as waits,
  goes_alone(id, attempts, sha256) as alone
from (
  select * from inbound_mail
  where state = 'received' and coalesce(next_attempt_at <= $1, true) and id > $2
  order by id limit $3
) as due
order by id

-- name: lock_inbound
-- Not a row that must wait: whoever wakes it must not find it locked.
select inbound.id, source, mailbox, received_at as "receivedAt", attempts, encode(sha256, 'hex') as sha256,
  released_at is not null as released
from inbound_mail inbound
where inbound.id = any($1::bigint[]) and inbound.state = 'received' and coalesce(inbound.next_attempt_at <= $2, true)
  and (inbound.attempts = 0 or not $3::boolean) and not exists (select from inbound_blockers(inbound.id, $2))
order by inbound.id
for update of inbound skip locked

-- name: lock_refs
-- One mail of a conversation at a time, even where a mail with a smaller id is accepted late. Held until the transaction ends.
select inbound_id as id,
  bool_and(pg_try_advisory_xact_lock(('x' || encode(substr(ref_hash, 1, 8), 'hex'))::bit(64)::bigint)) as locked
from inbound_ref where inbound_id = any($1::bigint[]) group by inbound_id

-- name: raw_bytes
select encode(sha256, 'hex') as sha256, coalesce(bytes, joined_pieces(pieces)) as bytes
from raw_mail where sha256 in (select decode(hash, 'hex') from unnest($1::text[]) as hash)

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
select follower.* from (select distinct inbound_id from inbound_ref where ref_hash = any($1::bytea[])) as named
cross join lateral (
  select id, coalesce(address_family(from_address), '') as "from", exists (select from inbound_blockers(id, $2)) as waits,
    goes_alone(id, attempts, sha256) as alone
  from inbound_mail
  where id = named.inbound_id and state = 'received' and coalesce(next_attempt_at <= $2, true)
  offset 0
) as follower
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
-- Named once more as an array, so that a join never reads all mails.
with row as materialized (
  select * from json_to_recordset($1::json) as row (id bigint, state text, reason text, kind text, case_id bigint, evidence jsonb)
)
update inbound_mail set state = row.state, reason = row.reason, kind = row.kind, case_id = row.case_id,
  evidence = row.evidence, processed_at = $2, last_error = null
from row where inbound_mail.id = row.id and inbound_mail.id = any(array(select id from row))

-- name: drop_refs
-- What a finished mail names holds up nobody any more.
delete from inbound_ref where inbound_id = any($1::bigint[]) returning ref_hash as hash

-- name: find_held
select held.inbound_id as "inboundId", held.agent, held.case_id as "caseId", coalesce(raw.bytes, joined_pieces(raw.pieces)) as raw,
  inbound.received_at as "receivedAt"
from held_mail held join inbound_mail inbound on inbound.id = held.inbound_id join raw_mail raw using (sha256)
where held.outbox_id = any($1::bigint[]) and held.state = 'held'
order by held.inbound_id desc limit 1
