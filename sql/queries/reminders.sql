-- Reminders on their way.

-- name: find_reminder
select recipient, not_before as "notBefore", state from reminder where id = $1

-- name: is_behind
-- Whether thresholds that were reached before $1 wait to be decided on.
select exists (
  select from clock
  where state = 'running' and due_at > '-infinity' and due_at < $1::timestamptz and kind like 'watch\_%'
) as "isBehind"

-- name: lock_due
-- All that $1 is to be reminded of by $2, with how its clock stands now. Whoever comes second waits here, and finds nothing left.
select reminder.id, reminder.case_id as "caseId", recipient, recipient_name as "recipientName", audience, language, mailbox, role,
  clock, percent, reminder.started_at as "startedAt", reached_at as "reachedAt", planned_at as "plannedAt",
  not_before as "notBefore", coalesce(service_clock.due_at, target_at) as "targetAt",
  coalesce(service_clock.state = 'running', true) as "isRunning"
from reminder left join service_clock on service_clock.case_id = reminder.case_id and service_clock.kind = reminder.clock
  and service_clock.started_at = reminder.started_at
where recipient = $1 and reminder.state = 'pending' and not_before <= $2
order by reminder.id for update of reminder

-- name: mark_reminders
update reminder set state = row.state, reason = row.reason, outbox_id = row.outbox_id
from json_to_recordset($1::json) as row (id bigint, state text, reason text, outbox_id bigint)
where reminder.id = row.id
