-- The desk's first schema. Instants are UTC; addresses are in directory form (lower case, see address.ts);
-- mail ids are looked up by SHA-256 only, so an id of any length fits and a copy of the tables holds no token.

-- What an address and those that a program makes up beside it have in common: no sub-address, and a # for the number after a dash,
-- a dot or the like (support+id42@, case-42@). A number that is part of a name stays: s1234@ and s5678@ are two people.
create function address_family(address text) returns text language sql immutable parallel safe as $$
  select regexp_replace(regexp_replace(address, '\+[^@]*@', '@'), '([-._=#])[0-9]+(?=[^@]*@)', '\1#', 'g')
$$;

-- What many mails hold alike (a logo, a form, a price list) is stored once.
create table raw_piece (
  sha256 bytea primary key,
  bytes bytea not null
);
alter table raw_piece alter column bytes set storage external;

create table raw_mail (
  sha256 bytea primary key,
  size integer not null,
  -- The mail whole, or, where it has a large part, the hashes of the pieces that it consists of.
  bytes bytea,
  pieces bytea[],
  check ((bytes is null) <> (pieces is null))
);
alter table raw_mail alter column bytes set storage external;

create function joined_pieces(hashes bytea[]) returns bytea language sql stable as $$
  select string_agg(raw_piece.bytes, '' order by position)
  from unnest(hashes) with ordinality as piece (sha256, position) join raw_piece using (sha256)
$$;

-- How far a folder has been accepted. Moved only in the transaction that stores the mails.
create table folder_cursor (
  mailbox text not null,
  folder text not null,
  uid_validity bigint not null,
  last_uid bigint not null,
  primary key (mailbox, folder)
);

create table inbound_mail (
  id bigint generated always as identity primary key,
  source text not null check (source in ('imap', 'cli')),
  mailbox text not null,
  folder text not null,
  uid_validity bigint not null default 0,
  uid bigint not null default 0,
  sha256 bytea not null references raw_mail,
  received_at timestamptz not null,
  accepted_at timestamptz not null default now(),
  state text not null default 'received'
    check (state in ('received', 'processed', 'ignored', 'quarantined', 'failed')),
  reason text,
  kind text,
  message_id text,
  from_address text,
  subject text,
  case_id bigint,
  evidence jsonb not null default '[]',
  attempts integer not null default 0,
  last_error text,
  processed_at timestamptz,
  -- Who took it out of quarantine: an agent's address, or the command line.
  released_at timestamptz,
  released_by text,
  wake_version integer not null default 1,
  woken_at timestamptz not null default now(),
  -- A row that failed waits until then, so that it holds up nobody; null: at once.
  next_attempt_at timestamptz
);
create unique index inbound_mail_imap_key on inbound_mail (mailbox, folder, uid_validity, uid) where source = 'imap';
create unique index inbound_mail_cli_key on inbound_mail (mailbox, sha256) where source = 'cli';
create index inbound_mail_unfinished on inbound_mail (id) where state = 'received';
create index inbound_mail_parked on inbound_mail (processed_at) where state = 'quarantined';
create index inbound_mail_case on inbound_mail (case_id);
create index inbound_mail_from on inbound_mail (address_family(from_address), received_at);
create index inbound_mail_sha256 on inbound_mail (sha256);

-- Accepted messages that are not yet seen flagged or moved on their server. A table of its own, because the mail's own row has many
-- indexes to keep.
create table unfiled_message (
  mailbox text not null,
  folder text not null,
  uid_validity bigint not null,
  uid bigint not null,
  primary key (mailbox, folder, uid_validity, uid)
);

-- Every id that a mail names which is not processed yet: its own, In-Reply-To, References, token, subject tag. Mails that share
-- one are processed one after the other, in the order of their arrival.
create table inbound_ref (
  inbound_id bigint not null references inbound_mail on delete cascade,
  ref_hash bytea not null,
  primary key (ref_hash, inbound_id)
);
create index inbound_ref_inbound on inbound_ref (inbound_id);

-- Earlier mails that must be processed before this one. One that failed is waited for two minutes from its acceptance.
create function inbound_blockers(mail_id bigint, at timestamptz) returns setof bigint language sql stable as $$
  -- offset 0: looked up one by one through the indexes; a plan that joins reads the whole backlog for each mail.
  select shared.id
  from inbound_ref mine
  cross join lateral (
    select unfinished.id from inbound_ref theirs
    cross join lateral (
      select earlier.id from inbound_mail earlier
      where earlier.id = theirs.inbound_id
        and earlier.state = 'received'
        and (earlier.attempts = 0
          or greatest(earlier.next_attempt_at, at) <= earlier.accepted_at + interval '2 minutes')
      offset 0
    ) as unfinished
    where theirs.ref_hash = mine.ref_hash and theirs.inbound_id < mail_id
    offset 0
  ) as shared
  where mine.inbound_id = mail_id
$$;

-- People known from the directory (`deskpost people import`), from mail, or from both; by their main address.
create table person (
  address text primary key,
  name text,
  language text,
  phone text,
  office text,
  user_name text,
  department text,
  organisation text,
  person_id text,
  -- Name of a calendar in desk.yaml.
  calendar text,
  -- A preference that the person, the directory or an agent stated, as opposed to a language detected from mail.
  language_stated boolean not null default false,
  -- Since when the directory names them: what it says of somebody, no mail overwrites. Null for one known from mail alone.
  listed_at timestamptz,
  -- Of this very address: a person's other addresses have rows of their own for it.
  undeliverable_since timestamptz,
  first_seen_at timestamptz not null default now()
);

-- Other addresses of a person, as the directory names them; nothing is guessed from what an address looks like.
create table person_alias (
  alias text primary key,
  address text not null references person on delete cascade,
  check (alias <> address)
);
create index person_alias_address on person_alias (address);

-- Whether a mail is worked off by itself: it failed before, is large, or names so much that a round of such mails would fill the
-- server's table of locks (lock_refs).
create function goes_alone(mail_id bigint, attempts integer, hash bytea) returns boolean language sql stable as $$
  select attempts > 0 or (select size > 1000000 from raw_mail where sha256 = hash)
    or exists (select from inbound_ref where inbound_id = mail_id offset 20)
$$;

-- The main address of whose this is: itself where the directory does not say.
create function main_address(written text) returns text language sql stable as $$
  select coalesce((select address from person_alias where alias = written), written)
$$;

-- To whom the desk gave the team's last case, so that the next one's turn comes.
create table team_turn (
  team text primary key,
  agent text not null,
  at timestamptz not null
);

-- Agents whose mailbox says that they are away: they are given no case until they write again.
create table agent_absence (
  agent text primary key,
  until timestamptz not null
);

create sequence case_number as bigint;

-- Ids of cases, messages and outbox rows are drawn before their rows are written, so that the rows can name each other.
create table cases (
  id bigint generated by default as identity primary key,
  number bigint not null unique default nextval('case_number'),
  version integer not null default 1,
  mailbox text not null,
  status text not null check (status in
    ('registered', 'assigned', 'in_progress', 'awaiting_vendor', 'awaiting_user', 'resolved', 'closed')),
  type text not null default 'incident',
  kind text,
  category text,
  service text,
  place text,
  priority text,
  impact text,
  urgency text,
  subject text not null,
  language text not null,
  team text not null,
  agent text,
  owner text not null,
  requester text,
  requester_name text,
  -- Another address of the requester's, by the directory, that they are answered at.
  requester_writes_from text,
  reporter text,
  -- Number of the case that this one lives on in.
  merged_into bigint,
  opened_at timestamptz not null,
  -- By when the requester was told that they would hear from a person.
  promised_by timestamptz,
  first_response_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  reopen_count integer not null default 0,
  solution text,
  -- Agent whose solution the owner has not checked yet, so that the requester knows nothing of it.
  unchecked_solver text,
  -- Who above was called about it: lead, manager.
  escalated_to text check (escalated_to in ('lead', 'manager')),
  -- Team that was given the case and has not confirmed that it took it.
  unconfirmed_team text,
  closing_code text,
  cause_category text,
  time_spent_minutes integer not null default 0,
  rating integer check (rating between 1 and 5),
  tags text[] not null default '{}',
  service_level text,
  -- Item of the catalogue that it asks for.
  "order" text,
  deliver_by timestamptz,
  -- What a guide asks about it, with the answers: a list of {number, ask, fills, answer, answeredAt}.
  questions jsonb not null default '[]',
  updated_at timestamptz not null default now()
);
create index cases_open on cases (team, status) where status <> 'closed';
create index cases_requester on cases (requester);
create index cases_agent on cases (agent) where status <> 'closed';
alter table inbound_mail add foreign key (case_id) references cases;

-- These cases and, for merged ones, the cases they live on in. offset 0: by number, not by reading all cases.
create function with_successors(ids bigint[]) returns setof bigint language sql stable as $$
  with recursive living (id, merged_into) as (
    select id, merged_into from cases where id = any(ids)
    union
    select next.id, next.merged_into from living cross join lateral (
      select id, cases.merged_into from cases where number = living.merged_into offset 0
    ) as next
  )
  select id from living
$$;

create table case_participant (
  case_id bigint not null references cases on delete cascade,
  address text not null,
  name text,
  role text not null check (role in ('requester', 'reporter', 'participant')),
  added_at timestamptz not null default now(),
  primary key (case_id, address)
);

create table case_link (
  case_id bigint not null references cases on delete cascade,
  other_id bigint not null references cases on delete cascade,
  kind text not null check (kind in ('related', 'merged_into', 'child_of', 'mentioned')),
  primary key (case_id, other_id, kind)
);
create index case_link_other on case_link (other_id);

create table message (
  id bigint generated by default as identity primary key,
  case_id bigint not null references cases on delete cascade,
  at timestamptz not null,
  direction text not null check (direction in ('in', 'out')),
  kind text not null check (kind in ('message', 'note', 'automatic', 'bounce', 'third_party', 'held')),
  author_address text,
  author_name text,
  author_verified boolean not null default false,
  -- What the person newly wrote, and everything that stood in the mail.
  text text not null,
  full_text text not null,
  inbound_id bigint references inbound_mail,
  outbox_id bigint,
  -- Sender, date, subject, body and attachments: two deliveries of one mail agree in it (never the Message-ID alone).
  content_hash bytea,
  -- What mails of one machine have in common, under whatever names it writes.
  shape bytea,
  -- To and Cc of a received mail: a colleague named there may answer it (evidence 3).
  addressees text[] not null default '{}'
);
create index message_case on message (case_id, id);
create index message_content on message (content_hash) where content_hash is not null;
create index message_shape on message (shape, at) where shape is not null;
create index message_inbound on message (inbound_id);

create table attachment (
  message_id bigint not null references message on delete cascade,
  position integer not null,
  name text not null,
  content_type text not null,
  size integer not null,
  sha256 bytea not null,
  content_id text,
  inline boolean not null,
  -- A mail of ours stands in it, with its reader's token.
  holds_token boolean not null,
  -- The bytes are found again in this raw mail, at this position among its attachments.
  inbound_id bigint not null references inbound_mail,
  primary key (message_id, position)
);

-- Mail ids that lead to a case: `own` Message-IDs of received mails, `alias` ids a relay gave to ours, `named` ids that a
-- received mail referred to (an original that comes late joins through them).
create table thread_id (
  id_hash bytea not null,
  case_id bigint not null references cases on delete cascade,
  message_id bigint references message on delete cascade,
  role text not null check (role in ('own', 'alias', 'named')),
  -- Own ids in full, for the References of our answers; null when longer than a header line may be.
  id_text text,
  unique nulls not distinct (id_hash, case_id, role, message_id)
);
create index thread_id_case on thread_id (case_id, role);
create index thread_id_message on thread_id (message_id);

create table history (
  id bigint generated always as identity primary key,
  case_id bigint not null references cases on delete cascade,
  at timestamptz not null,
  actor text not null,
  field text not null,
  from_value text,
  to_value text,
  inbound_id bigint references inbound_mail
);
create index history_case on history (case_id, id);

create table command_log (
  id bigint generated always as identity primary key,
  case_id bigint not null references cases on delete cascade,
  at timestamptz not null,
  actor text not null,
  verb text not null,
  value text,
  result text not null,
  inbound_id bigint references inbound_mail,
  undone boolean not null default false
);
create index command_log_case on command_log (case_id, id);

-- A command mail counts once, however often it is delivered or replayed.
create table command_mail (
  agent text not null,
  digest bytea not null,
  inbound_id bigint not null references inbound_mail,
  -- The notice whose token proved it; reusing one allows less where the token is the only proof.
  outbox_id bigint,
  primary key (agent, digest)
);
create index command_mail_outbox on command_mail (outbox_id);

create table outbox (
  id bigint generated by default as identity primary key,
  -- With DESKPOST_SECRET it yields the token; alone it is worth nothing.
  nonce bytea not null,
  token_hash bytea not null unique,
  token_expires_at timestamptz not null,
  notice text not null,
  mailbox text not null,
  case_id bigint references cases on delete cascade,
  message_id bigint references message on delete cascade,
  inbound_id bigint references inbound_mail,
  recipient text not null,
  recipient_name text,
  -- Set when the recipient is an agent or a team mailbox: whose commands this token carries.
  audience text not null check (audience in ('user', 'agent', 'team', 'operator')),
  language text not null,
  data jsonb not null default '{}',
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed', 'suppressed')),
  reason text,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  not_before timestamptz not null default now(),
  -- The whole mail, made once; dropped when it is sent, because the token stands in it.
  rendered bytea,
  in_reply_to text,
  response text,
  sent_at timestamptz,
  -- What its handlers were told of reports that it did not arrive: each of "hard" and "soft" once.
  bounces_told text[] not null default '{}',
  -- What of a sent mail to agents users must not see; without its token.
  internal_text text,
  wake_version integer not null default 1,
  woken_at timestamptz not null default now()
);
create index outbox_pending on outbox (not_before, id) where state = 'pending';
create index outbox_case on outbox (case_id, id);
create index outbox_recipient on outbox (address_family(recipient), created_at) where audience = 'user';
-- Its condition says no more than that there is a domain: whoever asks for one address must not be led here, to read all mails.
create index outbox_domain on outbox (split_part(recipient, '@', 2), created_at)
  where audience = 'user' and position('@' in recipient) > 0;
create index outbox_inbound on outbox (inbound_id);
alter table message add foreign key (outbox_id) references outbox;

create table clock (
  id bigint generated always as identity primary key,
  case_id bigint not null references cases on delete cascade,
  kind text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  state text not null default 'running' check (state in ('running', 'fired', 'cancelled')),
  fired_at timestamptz,
  -- What it led to, and why.
  reason text,
  evidence jsonb not null default '[]',
  wake_version integer not null default 1,
  woken_at timestamptz not null default now()
);
create unique index clock_running on clock (case_id, kind) where state = 'running';
-- As for outbox_domain: who asks for the clocks of one case must not be led here.
create index clock_due on clock (due_at) where state = 'running' and due_at > '-infinity';

-- What somebody is to be reminded of. Those of one recipient that are due together go out as one mail.
create table reminder (
  id bigint generated always as identity primary key,
  case_id bigint not null references cases on delete cascade,
  recipient text not null,
  recipient_name text,
  audience text not null check (audience in ('agent', 'team')),
  language text not null,
  mailbox text not null,
  -- As what the recipient is told.
  role text not null check (role in ('agent', 'team', 'lead', 'manager', 'nextLine')),
  -- The promise, and how much of its time was used up.
  clock text not null,
  started_at timestamptz not null,
  percent integer not null,
  reached_at timestamptz not null,
  target_at timestamptz not null,
  -- When it was to leave, and when it does: later where the desk was down.
  planned_at timestamptz not null,
  not_before timestamptz not null,
  created_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'dropped')),
  reason text,
  -- The mail that tells it.
  outbox_id bigint references outbox on delete set null,
  wake_version integer not null default 1,
  woken_at timestamptz not null default now(),
  unique (case_id, clock, started_at, percent, recipient)
);
create index reminder_pending on reminder (recipient, not_before) where state = 'pending';
create index reminder_due on reminder (not_before) where state = 'pending';
create index reminder_outbox on reminder (outbox_id);

create table webhook_call (
  id bigint generated always as identity primary key,
  -- Names the call to its receiver, however often it is made.
  key uuid not null unique default gen_random_uuid(),
  case_id bigint not null references cases on delete cascade,
  -- Name of the webhook in desk.yaml.
  webhook text not null,
  event text not null check (event in ('urgent', 'breach', 'escalated')),
  data jsonb not null,
  -- The body, made once.
  body text,
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  reason text,
  response text,
  attempts integer not null default 0,
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  sent_at timestamptz,
  wake_version integer not null default 1,
  woken_at timestamptz not null default now()
);
create index webhook_call_pending on webhook_call (next_attempt_at) where state = 'pending';
create index webhook_call_case on webhook_call (case_id);

-- What a case was promised in working time, and how much of that is used: reckoned up to `since`, when its state last changed. A clock
-- (`watch_` and this kind) wakes the desk for the next threshold.
create table service_clock (
  case_id bigint not null references cases on delete cascade,
  kind text not null check (kind in ('first_response', 'resolution', 'next_update')),
  policy text not null,
  calendar text not null,
  started_at timestamptz not null,
  -- Null: it only measures.
  target_ms bigint,
  used_ms bigint not null,
  since timestamptz not null,
  state text not null check (state in ('running', 'paused', 'met', 'missed', 'cancelled')),
  due_at timestamptz,
  -- The highest threshold that somebody was reminded of, in percent.
  reached integer not null default 0,
  -- Each change, oldest first: the arithmetic that `deskpost why` shows.
  steps jsonb not null default '[]',
  primary key (case_id, kind)
);
create index service_clock_due on service_clock (due_at) where state = 'running';

-- An agent's mail that lacked proof: its text is inside, its commands wait for a confirming reply.
create table held_mail (
  inbound_id bigint primary key references inbound_mail,
  agent text not null,
  case_id bigint references cases on delete cascade,
  -- The notice whose token confirms it; null when nothing could confirm it.
  outbox_id bigint references outbox,
  state text not null default 'held' check (state in ('held', 'released', 'dropped'))
);
create index held_mail_outbox on held_mail (outbox_id);

-- What the operator was told by mail, so that one fault makes one mail a day.
create table operator_alert (
  code text not null,
  subject text not null,
  last_told_at timestamptz not null,
  primary key (code, subject)
);

-- The newest OAuth2 refresh token that a provider handed out for a mailbox (or smtp) in place of the configured one; sealed with
-- the desk's secret and what was configured.
create table oauth_refresh_token (
  account text primary key,
  sealed bytea not null,
  kept_at timestamptz not null default now()
);
