-- Clocks as `deskpost case` and `deskpost why` show them.

-- name: clocks
-- Without the wakes of service clocks, which those stand for.
select case_id as "caseId", kind, started_at as "startedAt", due_at as "dueAt", state, fired_at as "firedAt"
from clock where case_id = any($1::bigint[]) and kind not like 'watch\_%' order by id

-- name: service_clocks
select case_id as "caseId", cases.team, clock.kind, policy, calendar, started_at as "startedAt", target_ms as "targetMs",
  used_ms as "usedMs", since, state, due_at as "dueAt", reached
from service_clock clock join cases on cases.id = clock.case_id
where case_id = any($1::bigint[]) order by case_id, started_at, clock.kind

-- name: steps
select kind, steps from service_clock where case_id = $1
