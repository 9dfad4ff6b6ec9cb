-- Session advisory locks by name.

-- name: try_lock
select pg_try_advisory_lock(hashtextextended('deskpost:' || $1::text, 0)) as taken

-- name: unlock
select pg_advisory_unlock(hashtextextended('deskpost:' || $1::text, 0))

-- name: heartbeat
select 1 as alive
