-- What `deskpost case`, `inbound`, `outbox` and `why` show. Nothing here changes anything but `retry`.

-- name: cases
select c.id, c.number, c.status, c.type, c.kind, c.category, c.service, c.place, c.priority, c.impact, c.urgency,
  c.subject, c.language, c.team, c.agent, c.owner, c.requester, c.requester_name as "requesterName",
  c.requester_writes_from as "requesterWritesFrom",
  c.opened_at as "openedAt", c.first_response_at as "firstResponseAt", c.resolved_at as "resolvedAt",
  c.closed_at as "closedAt", c.reopen_count as "reopenCount", c.solution, c.escalated_to as "escalatedTo", c.closing_code as "closingCode",
  c.cause_category as "causeCategory", c.time_spent_minutes as "timeSpentMinutes", c.rating,
  to_json(c.tags) as tags, c.service_level as "serviceLevel", c."order", c.deliver_by as "deliverBy", c.questions, c.promised_by as "promisedBy",
  c.unconfirmed_team as "unconfirmedTeam",
  p.name as "personName", p.phone, p.office, p.user_name as "userName", p.department, p.organisation,
  p.person_id as "personId", p.calendar,
  (select undeliverable_since from person where person.address = coalesce(c.requester_writes_from, c.requester))
    as "undeliverableSince",
  case when c.reporter is not null then json_build_object('address', c.reporter, 'name', r.name, 'phone', r.phone,
    'office', r.office, 'userName', r.user_name, 'department', r.department, 'organisation', r.organisation,
    'personId', r.person_id) end as reporter
from cases c left join person p on p.address = main_address(c.requester)
left join person r on r.address = main_address(c.reporter)
where ($1::bigint is null or c.number = $1)
  and ($2::timestamptz is null or c.opened_at >= $2)
  and ($3::text is null or c.status = $3)
order by c.number desc
limit $4

-- name: participants
select case_id as "caseId", address from case_participant where case_id = any($1::bigint[]) order by added_at, address

-- name: links
select l.case_id as "caseId", l.kind, false as "isReverse", other.number
from case_link l join cases other on other.id = l.other_id where l.case_id = any($1::bigint[])
union
select l.other_id, l.kind, true, c.number
from case_link l join cases c on c.id = l.case_id where l.other_id = any($1::bigint[])
order by 4

-- name: messages
select m.id, m.at, m.direction, m.kind, m.author_address as "authorAddress", m.author_name as "authorName",
  m.author_verified as "authorVerified", m.text, m.full_text as "fullText", m.inbound_id as "inboundId", i.sha256
from message m left join inbound_mail i on i.id = m.inbound_id
where m.case_id = $1 order by m.at, m.id

-- name: attachments
select a.message_id as "messageId", a.name, a.size, a.sha256
from attachment a join message m on m.id = a.message_id where m.case_id = $1 order by a.message_id, a.position

-- name: history
select at, actor, field, from_value as "from", to_value as "to", inbound_id as "inboundId"
from history where case_id = $1 order by id

-- name: commands
select at, actor, verb, value, result, inbound_id as "inboundId" from command_log where case_id = $1 order by id

-- name: inbound
select i.id, i.mailbox, i.folder, i.uid_validity as "uidValidity", i.uid, i.received_at as "receivedAt", i.state,
  i.reason, i.kind, i.message_id as "messageId", i.sha256, i.from_address as "from", i.subject,
  c.number as "caseNumber", i.attempts, i.last_error as "lastError", i.processed_at as "processedAt", i.evidence
from inbound_mail i left join cases c on c.id = i.case_id
where ($1::bigint is null or i.id = $1)
  and ($2::timestamptz is null or i.received_at >= $2)
  and ($3::text is null or i.state = $3)
order by i.id desc
limit $4

-- name: raw
select coalesce(r.bytes, joined_pieces(r.pieces)) as bytes from inbound_mail i join raw_mail r on r.sha256 = i.sha256 where i.id = $1

-- name: retry
update inbound_mail
set state = 'received', reason = null, attempts = 0, next_attempt_at = null, wake_version = wake_version + 1, woken_at = now()
where id = $1 and state in ('failed', 'quarantined')
returning wake_version as "wakeVersion"

-- name: release
update inbound_mail
set state = 'received', reason = null, attempts = 0, next_attempt_at = null, released_at = now(), released_by = $2,
  wake_version = wake_version + 1, woken_at = now()
where id = $1 and state = 'quarantined' and reason in ('spam', 'spam_rule')
returning wake_version as "wakeVersion"

-- name: outbox
select o.id, o.notice, c.number as "caseNumber", o.recipient as "to", o.nonce, o.mailbox, o.in_reply_to as "inReplyTo",
  o.state, o.reason, o.attempts, o.created_at as "createdAt", o.not_before as "notBefore", o.sent_at as "sentAt",
  o.response, o.inbound_id as "inboundId"
from outbox o left join cases c on c.id = o.case_id
where ($1::timestamptz is null or o.created_at >= $1) and ($2::text is null or o.state = $2)
order by o.id desc
limit $3

-- name: why-mails
select i.id, i.received_at as "receivedAt", i.from_address as "from", i.subject, i.state, i.reason, i.evidence
from inbound_mail i where i.case_id = $1
  or exists (select from message m where m.inbound_id = i.id and m.case_id = $1)
order by i.id

-- name: why-notices
-- Beside mails: reminders that went out with those of other cases, wait or were dropped, and calls of webhooks.
select notice, "to", state, reason, "inboundId", "createdAt", "sentAt" from (
  select 1 as part, id, notice, recipient as "to", state, reason, inbound_id as "inboundId", created_at as "createdAt",
    sent_at as "sentAt"
  from outbox where case_id = $1
  union all
  select 2, reminder.id, 'reminder ' || clock || ' ' || percent || ' %', reminder.recipient, reminder.state, reminder.reason, null,
    reminder.created_at, outbox.sent_at
  from reminder left join outbox on outbox.id = reminder.outbox_id
  where reminder.case_id = $1 and outbox.case_id is null
  union all
  select 3, id, 'webhook ' || event, webhook, state, reason, null, created_at, sent_at from webhook_call where case_id = $1
) as said order by part, id
