-- Reminders on their way.

-- name: find_reminder
select recipient, not_before as "notBefore", state from reminder where id = $1

-- name: lock_due
-- All that $1 is to be reminded of by $2. Whoever comes second waits here, and finds nothing left.
select id, case_id as "caseId", recipient, recipient_name as "recipientName", audience, language, mailbox, role, clock, percent,
  started_at as "startedAt", reached_at as "reachedAt", target_at as "targetAt", planned_at as "plannedAt",
  not_before as "notBefore"
from reminder where recipient = $1 and state = 'pending' and not_before <= $2
order by id for update

-- name: mark_reminders
update reminder set state = row.state, reason = row.reason, outbox_id = row.outbox_id
from json_to_recordset($1::json) as row (id bigint, state text, reason text, outbox_id bigint)
where reminder.id = row.id
