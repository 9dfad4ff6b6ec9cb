/** In which time zone a mail names its times: the requester's own, where the directory gives them a calendar, else the desk's. */
import { type Desk, findCalendar } from "./desk.ts";
import type { NoticeRow } from "./notice-base.ts";
import type { NoticeFacts } from "./notice-facts.ts";

export function readerZone(desk: Desk, row: NoticeRow, facts: NoticeFacts): string {
  const { requester, case: on } = facts;
  const own = [requester?.address, on?.requester, on?.requesterWritesFrom];
  const isRequester = row.audience === "user" && own.includes(row.recipient);
  const calendar = isRequester && requester?.calendar != null ? findCalendar(desk, requester.calendar) : null;
  return calendar?.timeZone ?? desk.desk.timeZone;
}
