-- name: claim_alert
insert into operator_alert (code, subject, last_told_at) values ($1, $2, $3)
on conflict (code, subject) do update set last_told_at = excluded.last_told_at
where operator_alert.last_told_at <= $4
returning code
