-- Cases with what deciding on them needs. $1: case ids; their successors come along.

-- name: case_rows
select id, number, version, mailbox, status, type, kind, category, service, place, priority, impact, urgency, subject,
  language, team, agent, owner, requester, requester_name as "requesterName",
  requester_writes_from as "requesterWritesFrom", reporter, merged_into as "mergedInto",
  opened_at as "openedAt", first_response_at as "firstResponseAt", resolved_at as "resolvedAt", closed_at as "closedAt",
  reopen_count as "reopenCount", solution, unchecked_solver as "uncheckedSolver",
  unconfirmed_team as "unconfirmedTeam", escalated_to as "escalatedTo", closing_code as "closingCode", time_spent_minutes as "timeSpentMinutes", rating,
  to_json(tags) as tags, service_level as "serviceLevel", "order", deliver_by as "deliverBy", questions, promised_by as "promisedBy"
from cases where id = any(array(select with_successors($1)))

-- name: participants
select case_id as "caseId", address, name, role from case_participant
where case_id = any(array(select with_successors($1))) order by added_at, address

-- name: links
-- A relation is seen from both sides; the other kinds from the case that holds them.
select link.case_id as "caseId", cases.number, link.kind
from case_link link join cases on cases.id = link.other_id where link.case_id = any(array(select with_successors($1)))
union
select link.other_id, cases.number, link.kind
from case_link link join cases on cases.id = link.case_id
where link.other_id = any(array(select with_successors($1))) and link.kind = 'related'
order by 1, 2, 3

-- name: notes
-- Ordered as the index has them: by id alone, a plan may read all messages in their order.
select case_id as "caseId", id, text from message
where case_id = any(array(select with_successors($1))) and kind = 'note' order by case_id, id

-- name: internal_texts
-- The newest are what an agent's answer may quote.
select wanted.id as "caseId", internal.text
from with_successors($1) as wanted (id), lateral (
  select internal_text as text from outbox
  where outbox.case_id = wanted.id and internal_text is not null order by outbox.id desc limit 100
) as internal

-- name: commands
select case_id as "caseId", inbound_id as "inboundId", actor, verb, value, undone from command_log
where case_id = any(array(select with_successors($1))) order by case_id, id

-- name: recent_history
select * from (
  select past.* from with_successors($1) as wanted (id), lateral (
    select case_id as "caseId", id, at, actor, field, from_value as "from", to_value as "to", inbound_id as "inboundId"
    from history where history.case_id = wanted.id order by history.id desc limit 500
  ) as past
) as recent order by id

-- name: telling_messages
-- The requester's last one, the last one sent to the users, the one whose words are the solution that waits for the owner's check,
-- and when the newest $2 came that are no participant's.
select cases.id as "caseId",
  (select max(id) from message
    where message.case_id = cases.id and message.author_address in (cases.requester, main_address(cases.requester))
      and message.direction = 'in' and message.kind = 'message') as "lastUser",
  (select max(id) from message
    where message.case_id = cases.id and message.direction = 'out' and message.kind = 'message') as "lastSent",
  case when cases.unchecked_solver is not null then (select max(id) from message
    where message.case_id = cases.id and message.author_address = cases.unchecked_solver
      and message.text = cases.solution) end as unchecked,
  (select coalesce(json_agg(at), '[]') from (
    select at from message where message.case_id = cases.id and message.kind in ('third_party', 'automatic')
    order by message.id desc limit $2
  ) as newest) as "outsidersAt"
from cases where cases.id = any(array(select with_successors($1)))

-- name: running_clocks
select case_id as "caseId", kind, due_at as "dueAt" from clock
where case_id = any(array(select with_successors($1))) and state = 'running' order by due_at

-- name: service_clocks
select case_id as "caseId", kind, policy, calendar, started_at as "startedAt", target_ms as "targetMs", used_ms as "usedMs",
  since, state, due_at as "dueAt", reached
from service_clock where case_id = any(array(select with_successors($1))) order by kind
