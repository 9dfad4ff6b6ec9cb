-- What the processing of mails looks up, for many mails at once: "asked" is a question's place among them. Subqueries with offset 0
-- are looked up one by one through their indexes, also where the planner knows nothing yet of a table that fills; so are scalar
-- ones, where exists may become a hash of the whole table.

-- name: find_tokens
select encode(token_hash, 'hex') as hash, id as "outboxId", notice, case_id as "caseId", recipient, audience,
  created_at as "createdAt", token_expires_at as "expiresAt", inbound_id as "inboundId",
  coalesce((select true from command_mail where command_mail.outbox_id = outbox.id limit 1), false) as "usedForCommands",
  to_json(bounces_told) as "bouncesTold",
  case when case_id is null then coalesce(data -> 'caseIds', '[]') else '[]' end as "listedCases",
  case when case_id is null and audience <> 'user' then internal_text end as "internalText"
from outbox where token_hash = any($1::bytea[])

-- name: find_threads
-- $1 ids that the mails name, by position in order of preference, and their own ids; $2 case numbers in their subjects. An id that
-- another mail on a case named leads there too: two answers to an original that has not come belong together.
with found as (
  select wanted.asked, named.case_id, named.role, named.message_id, min(wanted.position) as position
  from json_to_recordset($1::json) as wanted (asked int, hash text, position int, own boolean)
  cross join lateral (
    select case_id, role, message_id from thread_id
    where id_hash = decode(wanted.hash, 'hex') and (not wanted.own or role = 'named')
    offset 0
  ) as named
  group by 1, 2, 3, 4
  union all
  select tag.asked, cases.id, 'tag', null, 1000
  from json_to_recordset($2::json) as tag (asked int, number bigint)
  cross join lateral (select id from cases where cases.number = tag.number offset 0) as cases
), ranked as (
  select *, row_number() over (partition by asked order by position, role, case_id, message_id) as rank from found
)
select ranked.asked, ranked.case_id as "caseId", ranked.role as by, ranked.position, message.author_address as author,
  to_json(coalesce(message.addressees, '{}')) as addressees
from ranked left join lateral (
  select author_address, addressees from message where message.id = ranked.message_id offset 0
) as message on true
where rank <= 100
order by ranked.asked, rank

-- name: find_case_ids
select id, number from cases where number = any($1::bigint[])

-- name: find_duplicates
-- A copy that nobody vouched for and that was kept apart must not swallow the real one (isVouched: this one is vouched for).
select wanted.asked, found.id as "messageId", found.case_id as "caseId"
from json_to_recordset($1::json) as wanted (asked int, "contentHash" text, "isVouched" boolean)
cross join lateral (
  select * from (
    select id, case_id from message
    where content_hash = decode(wanted."contentHash", 'hex')
      and not (wanted."isVouched" and not author_verified and kind in ('held', 'third_party'))
    offset 0
  ) as copies
  order by id limit 1
) as found

-- name: find_people
-- By the address that a mail is written from, which may be an alias.
select wanted.address as "writtenFrom", person.address, person.name, language, language_stated as "languageStated",
  listed_at is not null as listed, phone, office, user_name as "userName", department, organisation, person_id as "personId",
  calendar, to_json(array(select alias from person_alias where person_alias.address = person.address order by alias)) as aliases,
  coalesce((
    select undeliverable_since is not null from person as one where one.address = wanted.address
  ), false) as undeliverable
from (select distinct unnest($1::text[]) as address) as wanted
cross join lateral (
  select * from person where address =
    coalesce((select person_alias.address from person_alias where alias = wanted.address), wanted.address)
  offset 0
) as person

-- name: find_earlier_cases
select wanted.asked, earlier."openedAt", earlier."isOpen", earlier.category
from json_to_recordset($1::json) as wanted (asked int, address text)
cross join lateral (
  select opened_at as "openedAt", status not in ('resolved', 'closed') as "isOpen", category
  from cases where requester = main_address(wanted.address) order by id desc limit $2
) as earlier

-- name: count_automatic
-- Notices $3 owed to addresses like those of $1, and to their domains, within each of the windows $4 (milliseconds before $2);
-- counted no further than $5 and $6, and mails of others in the same words no further than $7, or $8 where the words are few. A
-- domain that several ask about is counted once.
with wanted as materialized (
  select asked, address, case when "withDomain" then split_part(address, '@', 2) end as domain,
    decode(shape ->> 'hash', 'hex') as shape, (shape ->> 'terse')::boolean as terse
  from json_to_recordset($1::json) as one (asked int, address text, "withDomain" boolean, shape json)
), back as (
  select $2::timestamptz - ms * interval '1 millisecond' as since from unnest($4::bigint[]) as ms
), by_domain as materialized (
  select domain, counted.counts from (select distinct domain from wanted where domain is not null) as each_domain
  cross join lateral (
    with sent as materialized (
      select created_at from outbox
      where split_part(recipient, '@', 2) = each_domain.domain and position('@' in recipient) > 0 and audience = 'user'
        and notice = any($3::text[]) and created_at > $2::timestamptz - interval '1 day' and state <> 'suppressed'
      order by created_at desc limit $6
    )
    select array_to_json(array_agg((select count(*) from sent where created_at > since) order by since desc)) as counts
    from back
  ) as counted
)
select wanted.asked, counted.counts as address, coalesce(by_domain.counts, '[]') as domain,
  coalesce(alike.counts, '[]') as alike
from wanted left join by_domain using (domain)
cross join lateral (
  with sent as materialized (
    select created_at from outbox
    where address_family(recipient) = address_family(wanted.address) and audience = 'user' and notice = any($3::text[])
      and created_at > $2::timestamptz - interval '7 days' and state <> 'suppressed'
    order by created_at desc limit $5
  )
  select array_to_json(array_agg((select count(*) from sent where created_at > since) order by since desc)) as counts
  from back
) as counted
cross join lateral (
  with written as materialized (
    select at from message
    where shape = wanted.shape and author_address is distinct from wanted.address
      and at > $2::timestamptz - interval '7 days'
    order by at desc limit case when wanted.terse then $8::int else $7 end
  )
  select array_to_json(array_agg((select count(*) from written where at > since) order by since desc)) as counts
  from back where wanted.shape is not null
) as alike

-- name: count_received
-- Mails in the name of one who is vouched for (isVouched) are counted where they were vouched for, too, and this one by itself: what
-- others write in that name must not silence its owner. Counted no further than $2.
select wanted.asked, counted.count
from json_to_recordset($1::json) as wanted (asked int, address text, since timestamptz, "isVouched" boolean)
cross join lateral (
  select count(*) + case when wanted."isVouched" then 1 else 0 end as count from (
    select from inbound_mail
    where address_family(from_address) = address_family(wanted.address) and received_at >= wanted.since
      and (not wanted."isVouched" or evidence @> '[{"step": "authentication", "code": "pass"}]')
    limit $2
  ) as received
) as counted

-- name: lock_staff
-- Who counts open cases to give one more waits for whoever is just giving one. Before any case is locked, so that none waits in a ring.
select pg_advisory_xact_lock(hashtext('deskpost staff'))

-- name: find_staff
-- How many cases each of $1 has to work on, whose turn was last, and who counts as away at $2.
select
  (select coalesce(json_object_agg(agent, load.open), '{}') from unnest($1::text[]) as agent cross join lateral (
    select count(*) as open from cases
    where cases.agent = agent.agent and status <> 'closed' and status in ('registered', 'assigned', 'in_progress', 'awaiting_vendor')
  ) as load) as loads,
  (select coalesce(json_object_agg(team, agent), '{}') from team_turn) as turns,
  (select coalesce(json_object_agg(agent, until), '{}') from agent_absence where until > $2) as away
