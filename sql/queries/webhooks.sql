-- Calls of webhooks.

-- name: claim_call
-- Ours until $3; whoever comes meanwhile is early.
update webhook_call set attempts = attempts + 1, next_attempt_at = $3
where id = $1 and state = 'pending' and next_attempt_at <= $2
returning id, key, webhook, event, data, case_id as "caseId", body, attempts - 1 as attempts, created_at as "createdAt"

-- name: is_pending
select id from webhook_call where id = $1 and state = 'pending'

-- name: save_body
update webhook_call set body = $2 where id = $1

-- name: end_call
update webhook_call set state = $2, reason = $3, response = $4, sent_at = $5 where id = $1 and state = 'pending'

-- name: put_off_call
update webhook_call set reason = $2, response = $3, next_attempt_at = $4, wake_version = wake_version + 1, woken_at = $5
where id = $1 and state = 'pending'
returning wake_version as version
