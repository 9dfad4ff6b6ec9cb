-- Accepting: the raw bytes of a batch, its rows, what orders them, and the folder's cursor.

-- name: folder_cursor
select uid_validity as "uidValidity", last_uid as "lastUid" from folder_cursor where mailbox = $1 and folder = $2

-- name: insert_pieces
-- $1 what lies where in $2 (src/store/sent-bytes.ts), in the order of the hashes, so that two batches with the same pieces cannot wait
-- for each other.
with sent as materialized (
  select convert_to($2::text, 'UTF8') as bytes
), piece as (
  select position, decode(sha256, 'hex') as sha256, hex, substring(bytes from start for length) as part
  from json_to_recordset($1::json) as place (position int, sha256 text, start int, length int, hex boolean), sent
)
insert into raw_piece (sha256, bytes)
select sha256, case when hex then decode(convert_from(part, 'UTF8'), 'hex') else part end from piece order by position
on conflict do nothing

-- name: insert_raw
-- Mails that are stored whole; as above.
with sent as materialized (
  select convert_to($2::text, 'UTF8') as bytes
), mail as (
  select position, decode(sha256, 'hex') as sha256, hex, substring(bytes from start for length) as part
  from json_to_recordset($1::json) as place (position int, sha256 text, start int, length int, hex boolean), sent
)
insert into raw_mail (sha256, size, bytes)
select sha256, case when hex then length / 2 else length end,
  case when hex then decode(convert_from(part, 'UTF8'), 'hex') else part end
from (select *, length(part) as length from mail) as sized order by position
on conflict do nothing

-- name: insert_raw_in_pieces
insert into raw_mail (sha256, size, pieces)
select decode(sha256, 'hex'), size, array(
  select decode(piece, 'hex') from json_array_elements_text(pieces) with ordinality as one (piece, position) order by position
) from json_to_recordset($1::json) as mail (sha256 text, size int, pieces json)
on conflict do nothing

-- name: insert_inbound
-- $1 source, $2 mailbox, $3 folder, $4 uid_validity, $5 mails in the order of their arrival, $6 what they name.
with mail as (
  select * from json_to_recordset($5::json) as mail (position int, uid bigint, sha256 text, received_at timestamptz,
    parked text, message_id text, from_address text, subject text)
), accepted as (
  insert into inbound_mail (source, mailbox, folder, uid_validity, uid, sha256, received_at, state, reason,
    message_id, from_address, subject)
  select $1, $2, $3, $4, uid, decode(sha256, 'hex'), received_at,
    case when parked is null then 'received' else 'quarantined' end, parked, message_id, from_address, subject
  from mail order by position
  on conflict do nothing
  returning id, uid, sha256, state
), ref as (
  insert into inbound_ref (inbound_id, ref_hash)
  select accepted.id, decode(named.hash, 'hex')
  from json_to_recordset($6::json) as named (uid bigint, sha256 text, hash text)
  join accepted on accepted.uid = named.uid and accepted.sha256 = decode(named.sha256, 'hex')
  where accepted.state = 'received'
  on conflict do nothing
), unfiled as (
  -- Only what came by IMAP has a place to be put.
  insert into unfiled_message (mailbox, folder, uid_validity, uid)
  select $2, $3, $4, uid from accepted where $1 = 'imap'
)
select id from accepted

-- name: find_imap
select id, uid, encode(sha256, 'hex') as sha256, state from inbound_mail
where source = 'imap' and mailbox = $1 and folder = $2 and uid_validity = $3 and uid = any($4::bigint[])

-- name: find_cli
select id, uid, encode(sha256, 'hex') as sha256, state from inbound_mail
where source = 'cli' and mailbox = $1 and sha256 = any($2::bytea[])

-- name: move_cursor
insert into folder_cursor (mailbox, folder, uid_validity, last_uid) values ($1, $2, $3, $4)
on conflict (mailbox, folder) do update set
  uid_validity = excluded.uid_validity,
  last_uid = case when folder_cursor.uid_validity = excluded.uid_validity
    then greatest(folder_cursor.last_uid, excluded.last_uid) else excluded.last_uid end

-- name: list_unfiled
select uid from unfiled_message where mailbox = $1 and folder = $2 and uid_validity = $3 order by uid

-- name: mark_filed
delete from unfiled_message where mailbox = $1 and folder = $2 and uid_validity = $3 and uid = any($4::bigint[])
