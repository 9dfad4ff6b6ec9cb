-- What a notice is written from, besides its own data.

-- name: person_cards
-- The requester of a case and who wrote in for them, as far as anybody is known there.
select who.role, who.address, coalesce(who.name, person.name) as name, person.phone, person.office,
  person.user_name as "userName", person.department, person.organisation, person.person_id as "personId", person.calendar,
  person.language,
  coalesce((
    select undeliverable_since is not null from person as one where one.address = who.answered_at
  ), false) as undeliverable
from cases
cross join lateral (
  values ('requester', requester, requester_name, coalesce(requester_writes_from, requester)), ('reporter', reporter, null, reporter)
) as who (role, address, name, answered_at)
left join lateral (select * from person where person.address = main_address(who.address) offset 0) as person on true
where cases.id = $1 and who.address is not null

-- name: messages
-- $1 case, $2 only this message (or null), $3 only those before this message (or null), $4 only with files, $5 at most; newest first.
select message.id, message.at, message.direction, message.kind, message.author_address as "authorAddress",
  message.author_name as "authorName", message.author_verified as "authorVerified", message.text,
  message.full_text as "fullText", inbound_mail.subject,
  (select id_text from thread_id where thread_id.message_id = message.id and role = 'own' limit 1) as "messageId",
  (select coalesce(json_agg(json_build_object('name', name, 'contentType', content_type, 'size', size, 'inline', inline,
      'holdsToken', holds_token) order by position), '[]')
    from attachment where attachment.message_id = message.id) as attachments
from message left join inbound_mail on inbound_mail.id = message.inbound_id
where ($1::bigint is null or message.case_id = $1)
  and ($2::bigint is null or message.id = $2)
  and ($3::bigint is null or message.id < $3)
  and (not $4::boolean or exists (select from attachment where attachment.message_id = message.id))
order by message.id desc limit $5

-- name: other_cases
select number, subject, status, opened_at as "openedAt" from (
  select * from cases where id <> $1 and requester = any(array(
    select main_address(requester) from cases where id = $1
    union all
    select alias from person_alias where address = (select main_address(requester) from cases where id = $1)
  ))
  offset 0
) as theirs
order by number desc limit 5

-- name: earlier_nonces
select nonce from (
  select id, nonce from outbox
  where case_id = $1 and recipient = $2 and state = 'sent' and id < $3 order by id desc limit 50
) as latest order by id

-- name: own_message_ids
-- Message-IDs of the recipient's own mails on the case.
select id from (
  select thread_id.id_text as id, message.id as at
  from message cross join lateral (
    select id_text from thread_id where message_id = message.id and role = 'own' and id_text is not null offset 0
  ) as thread_id
  where message.case_id = $1 and message.author_address in ($2, main_address($2))
  order by message.id desc limit 50
) as latest order by at

-- name: case_id
select id from cases where number = $1

-- name: why
select received_at as at, from_address as "from", subject, coalesce(reason, state) as reason, evidence
from inbound_mail
where case_id = $1 or id in (select inbound_id from message where message.case_id = $1)
order by id desc limit 10

-- name: list
-- $1 agent, $2 statuses, $3 team; each null for any. Most urgent first.
select number, subject, status, opened_at as "openedAt", priority, agent, requester, count(*) over () as total
from cases
where status <> 'closed'
  and ($1::text is null or agent = $1)
  and ($2::text[] is null or status = any($2))
  and ($3::text is null or team = $3)
order by array_position(array['production_disrupting', 'critical', 'major', 'minor', 'low'], priority) nulls last,
  opened_at
limit 50
