-- What is due at $1 and was not woken since $2, at most $3 rows. A row that was woken before without effect is given more time, up
-- to eight times as much: most likely the queue is long, and waking all of it again and again would make it longer. Rows that
-- somebody holds are being looked at.

-- name: forgotten_inbound
with forgotten as materialized (
  select id from inbound_mail
  where state = 'received' and (next_attempt_at is null or next_attempt_at <= $1::timestamptz)
    and woken_at < $1 - ($1 - $2::timestamptz) * power(2, least(wake_version - 1, 3))
  order by id limit $3
  for update skip locked
)
update inbound_mail set wake_version = wake_version + 1, woken_at = $1
from forgotten where inbound_mail.id = forgotten.id
returning inbound_mail.id, wake_version as version

-- name: forgotten_outbox
with forgotten as materialized (
  select id from outbox
  where state = 'pending' and not_before <= $1::timestamptz
    and woken_at < $1 - ($1 - $2::timestamptz) * power(2, least(wake_version - 1, 3))
  order by not_before limit $3
  for update skip locked
)
update outbox set wake_version = wake_version + 1, woken_at = $1
from forgotten where outbox.id = forgotten.id
returning outbox.id, wake_version as version

-- name: forgotten_clocks
-- Clocks have days to run: each gets its job once it is due by $4, in time to ring on the second.
with forgotten as materialized (
  select id from clock
  where state = 'running' and due_at > '-infinity' and due_at <= $4::timestamptz and case
      when due_at <= $1::timestamptz then woken_at < $1 - ($1 - $2::timestamptz) * power(2, least(wake_version - 1, 3))
      else woken_at < due_at - ($4 - $1)
    end
  order by due_at limit $3
  for update skip locked
)
update clock set wake_version = wake_version + 1, woken_at = $1
from forgotten where clock.id = forgotten.id
returning clock.id, wake_version as version, due_at as "dueAt"

-- name: forgotten_reminders
with forgotten as materialized (
  select id from reminder
  where state = 'pending' and not_before <= $1::timestamptz
    and woken_at < $1 - ($1 - $2::timestamptz) * power(2, least(wake_version - 1, 3))
  order by not_before limit $3
  for update skip locked
)
update reminder set wake_version = wake_version + 1, woken_at = $1
from forgotten where reminder.id = forgotten.id
returning reminder.id, wake_version as version

-- name: forgotten_webhook_calls
with forgotten as materialized (
  select id from webhook_call
  where state = 'pending' and next_attempt_at <= $1::timestamptz
    and woken_at < $1 - ($1 - $2::timestamptz) * power(2, least(wake_version - 1, 3))
  order by next_attempt_at limit $3
  for update skip locked
)
update webhook_call set wake_version = wake_version + 1, woken_at = $1
from forgotten where webhook_call.id = forgotten.id
returning webhook_call.id, wake_version as version
