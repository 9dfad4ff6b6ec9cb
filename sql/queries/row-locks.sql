-- Session advisory locks of rows.

-- name: try_lock
select pg_try_advisory_lock(hashtextextended('deskpost row:' || $1::text, 0)) as taken

-- name: unlock
select pg_advisory_unlock(hashtextextended('deskpost row:' || $1::text, 0))
