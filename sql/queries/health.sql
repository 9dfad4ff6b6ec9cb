-- What `deskpost doctor` asks the database about itself.

-- name: server
select
  current_setting('server_version_num')::int as "versionNumber",
  split_part(current_setting('server_version'), ' ', 1) as "version",
  current_setting('server_encoding') as "encoding",
  pg_is_in_recovery() as "isReadOnly",
  now() as "now",
  current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true)::int, 0) as "maxConnections",
  (select rolconnlimit from pg_roles where rolname = current_user) as "userLimit",
  (select datconnlimit from pg_database where datname = current_database()) as "databaseLimit",
  (select count(*) from pg_stat_activity where backend_type = 'client backend') as "openConnections",
  to_regclass('migration') is not null as "isMigrated"

-- name: migrations
select name from migration order by id
