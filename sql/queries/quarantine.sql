-- What waits as spam.

-- name: claim_digest
-- Today's list of mailbox $1, due since $3, is ours to make; answers when the one before it was made.
with before as (
  select last_told_at from operator_alert where code = 'quarantine_digest' and subject = $1
), claimed as (
  insert into operator_alert (code, subject, last_told_at) values ('quarantine_digest', $1, $2)
  on conflict (code, subject) do update set last_told_at = excluded.last_told_at
  where operator_alert.last_told_at < $3::timestamptz
  returning code
)
select coalesce((select last_told_at from before), to_timestamp(0)) as since from claimed

-- name: list_parked
select id, from_address as "from", subject, received_at as "receivedAt", count(*) over () as total
from inbound_mail
where state = 'quarantined' and reason in ('spam', 'spam_rule') and mailbox = $1 and processed_at > $2 and processed_at <= $3
order by id limit $4
