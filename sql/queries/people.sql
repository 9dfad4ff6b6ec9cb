-- The directory: whom `deskpost people import` names.

-- name: lock_directory
-- One import at a time; who only reads does not wait.
lock table person_alias in share row exclusive mode

-- name: find_known
-- Everybody who has one of these addresses, as the main one or as an alias.
select address, name, phone, office, user_name as "userName", department, organisation, person_id as "personId", language,
  calendar, language_stated as "languageStated", listed_at is not null as listed,
  to_json(array(select alias from person_alias where person_alias.address = person.address order by alias)) as aliases
from person
where address = any($1::text[])
  or address in (select person_alias.address from person_alias where alias = any($1::text[]))
order by address

-- name: drop_aliases
delete from person_alias where alias = any($1::text[])

-- name: unlist_people
-- They are an address of somebody else's now.
update person set listed_at = null, phone = null, office = null, user_name = null, department = null, organisation = null,
  person_id = null, calendar = null, language_stated = false
where address = any($1::text[])

-- name: insert_people
insert into person (address, first_seen_at) select address, $2 from unnest($1::text[]) as address order by address
on conflict do nothing

-- name: update_people
-- "patch" has the columns that change.
update person set
  (name, phone, office, user_name, department, organisation, person_id, language, calendar)
  = (select name, phone, office, user_name, department, organisation, person_id, language, calendar
    from jsonb_populate_record(person, row.patch)),
  language_stated = language_stated or row.patch ? 'language',
  listed_at = coalesce(listed_at, $2)
from json_to_recordset($1::json) as row (address text, patch jsonb)
where person.address = row.address

-- name: put_aliases
insert into person_alias (alias, address)
select alias, address from json_to_recordset($1::json) as row (alias text, address text)
