-- What `deskpost rules replay` reads. $1: opened since.

-- name: refuse_writes
-- For the rest of the transaction.
select set_config('transaction_read_only', 'on', true)

-- name: count_openings
select count(*) as total
from cases
cross join lateral (select inbound_id from history where case_id = cases.id order by id limit 1) as opening
join inbound_mail on inbound_mail.id = opening.inbound_id and inbound_mail.reason <> 'opened_by_agent'
where opened_at >= $1

-- name: openings
-- Those after case $2, at most $3; $4: with the mail's first bytes; $5: with at most $6 of the requester's earlier cases.
select cases.id, cases.number, cases.subject as title, cases.opened_at as "openedAt",
  coalesce((
    select from_value from history where case_id = cases.id and field = 'language' order by history.id limit 1
  ), cases.language) as language,
  coalesce((
    select json_object_agg(field, to_value) from (
      select distinct on (field) field, to_value from history
      where case_id = cases.id and history.inbound_id = mail.id and actor like 'rule:%' and field <> 'participant'
      order by field, history.id desc
    ) as ruled
  ), '{}') as "then",
  json_build_object(
    'team', team, 'priority', priority, 'agent', agent, 'type', type, 'kind', cases.kind, 'category', category,
    'service', service, 'place', place, 'impact', impact, 'urgency', urgency,
    'tags', nullif(array_to_string(tags, ', '), ''), 'language', cases.language, 'serviceLevel', service_level, 'order', "order"
  ) as now,
  mail.mailbox, mail.subject, mail.kind as "mailKind", mail.received_at as "receivedAt", said.author_address as sender,
  coalesce((
    select seen->>'code' from jsonb_array_elements(mail.evidence) as seen where seen->>'step' = 'authentication' limit 1
  ), 'none') as authentication,
  case when person.address is not null then json_build_object(
    'department', department, 'organisation', organisation, 'office', office
  ) end as person,
  to_json(said.addressees) as recipients, said.text,
  (
    select coalesce(json_agg(json_build_object('name', name, 'contentType', content_type, 'inline', inline)), '[]')
    from attachment where message_id = said.id
  ) as attachments,
  case when $4::boolean then (
    select substring(coalesce(bytes, joined_pieces(pieces[1:2])) for 262144) from raw_mail where raw_mail.sha256 = mail.sha256
  ) end as head,
  case when $5::boolean then (
    select coalesce(json_agg(earlier), '[]') from (
      select opened_at as "openedAt", category,
        coalesce(closed_at, resolved_at) is null or coalesce(resolved_at, closed_at) > mail.received_at as "isOpen"
      from cases as one where one.requester = said.author_address and one.id < cases.id order by one.id desc limit $6
    ) as earlier
  ) else '[]' end as earlier
from cases
cross join lateral (select inbound_id from history where case_id = cases.id order by id limit 1) as opening
join inbound_mail as mail on mail.id = opening.inbound_id and mail.reason <> 'opened_by_agent'
cross join lateral (
  select id, author_address, addressees, text from message where message.inbound_id = mail.id and case_id = cases.id
  order by id limit 1
) as said
left join person on person.address = said.author_address
where cases.opened_at >= $1 and cases.id > $2
order by cases.id
limit $3
