-- Sending what is owed: the row, and what came of it.

-- name: find_outbox
select id, nonce, notice, data, mailbox, case_id as "caseId", message_id as "messageId", inbound_id as "inboundId",
  recipient, recipient_name as "recipientName", audience, language, attempts, created_at as "createdAt",
  not_before as "notBefore", rendered, state,
  coalesce((select undeliverable_since is not null from person where address = recipient), false) as undeliverable
from outbox where id = $1

-- name: list_due
select id, not_before as "notBefore" from outbox
where state = 'pending' and not_before <= $1 and (not_before, id) > ($2, $3)
order by not_before, id limit $4

-- name: save_rendered
update outbox set rendered = $2 where id = $1

-- name: mark_sent
-- Also where it was taken back meanwhile: it is out.
update outbox set state = 'sent', reason = null, response = $2, sent_at = $3, in_reply_to = $4, internal_text = $5,
  rendered = null, attempts = attempts + 1
where id = $1 and state in ('pending', 'suppressed')

-- name: mark_retry
update outbox set reason = $2, not_before = $3, attempts = attempts + 1, wake_version = wake_version + 1, woken_at = $4
where id = $1 and state = 'pending'
returning wake_version as version

-- name: mark_given_up
update outbox set state = $2, reason = $3, response = $4, rendered = null, attempts = attempts + 1
where id = $1 and state = 'pending'

-- name: insert_automatic_message
-- What the desk wrote by itself is part of the conversation as soon as it is out.
insert into message (case_id, at, direction, kind, author_address, author_name, author_verified, text, full_text, outbox_id)
values ($1, $2, 'out', 'automatic', $3, $4, true, $5, $5, $6)

-- name: link_message
update message set outbox_id = $2 where id = $1 and direction = 'out' and outbox_id is null

-- name: insert_alias
insert into thread_id (id_hash, case_id, role, id_text) values ($1, $2, 'alias', $3) on conflict do nothing

-- name: attachments
select attachment.name, attachment.content_type as "contentType", attachment.content_id as "contentId", attachment.inline,
  attachment.holds_token as "holdsToken", attachment.position, attachment.inbound_id as "inboundId", encode(attachment.sha256, 'hex') as sha256
from attachment where attachment.message_id = $1 order by attachment.position

-- name: raw_of
select coalesce(raw_mail.bytes, joined_pieces(raw_mail.pieces)) as bytes from inbound_mail join raw_mail using (sha256) where inbound_mail.id = $1

-- name: hold_unanswered
-- A case whose requester has not heard from a person yet, or was promised to hear again.
select id from cases
where id = $1 and (first_response_at is null or exists (
  select from service_clock where case_id = $1 and kind = 'next_update' and state in ('running', 'paused')))
for no key update
