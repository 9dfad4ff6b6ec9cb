-- Refresh tokens that a provider handed out in place of the configured ones.

-- name: find
select sealed from oauth_refresh_token where account = $1

-- name: keep
insert into oauth_refresh_token (account, sealed) values ($1, $2)
on conflict (account) do update set sealed = excluded.sealed, kept_at = now()
