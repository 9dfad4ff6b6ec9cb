-- What is due and was not woken lately. Rows that somebody holds are being looked at.

-- name: forgotten_inbound
update inbound_mail set wake_version = wake_version + 1, woken_at = $1
where id in (
  select id from inbound_mail
  where state = 'received' and woken_at < $2::timestamptz and (next_attempt_at is null or next_attempt_at <= $1::timestamptz)
  order by id limit $3
  for update skip locked
)
returning id, wake_version as version

-- name: forgotten_outbox
update outbox set wake_version = wake_version + 1, woken_at = $1
where id in (
  select id from outbox
  where state = 'pending' and woken_at < $2::timestamptz and not_before <= $1::timestamptz
  order by not_before limit $3
  for update skip locked
)
returning id, wake_version as version

-- name: forgotten_clocks
update clock set wake_version = wake_version + 1, woken_at = $1
where id in (
  select id from clock
  where state = 'running' and woken_at < $2::timestamptz and due_at <= $1::timestamptz
  order by due_at limit $3
  for update skip locked
)
returning id, wake_version as version
