-- The list of open cases that somebody gets each working morning.

-- name: claim_list
-- Today's list $1, due since $3, is ours to make.
insert into operator_alert (code, subject, last_told_at) values ('daily_digest', $1, $2)
on conflict (code, subject) do update set last_told_at = excluded.last_told_at
where operator_alert.last_told_at < $3::timestamptz
returning code

-- name: list_for
-- Cases of agent $1; of teams $2, those that nobody has taken or ($4) all; and what is ready to close that $3 answer for.
select cases.id, number, subject, priority, status, team, agent, opened_at as "openedAt",
  unchecked_solver is not null as "isUnchecked", first_due.kind as clock, first_due.due_at as "dueAt"
from cases left join lateral (
  select kind, due_at from service_clock
  where service_clock.case_id = cases.id and state = 'running' and due_at is not null
  order by due_at limit 1
) as first_due on true
where (status not in ('resolved', 'closed')
    and (agent = $1 or (team = any($2::text[]) and (agent is null or $4::boolean))))
  or (status = 'resolved' and owner = any($3::text[]))
order by first_due.due_at nulls last, number
limit 1000
