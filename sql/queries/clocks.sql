-- Clocks that run out.

-- name: lock_case
-- The case first, as everybody else does, so that nobody waits for each other.
select cases.id from clock join cases on cases.id = clock.case_id where clock.id = $1 for no key update of cases skip locked

-- name: find_clock
select id, case_id as "caseId", kind, due_at as "dueAt", state from clock where id = $1

-- name: fire
update clock set state = 'fired', fired_at = $2, reason = $3, evidence = $4 where id = $1

-- name: find_away
select agent, until from agent_absence where until > $1
