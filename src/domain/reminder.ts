/** Reminders on their way: what of a person's is due together becomes one mail; what is no longer true is dropped. Pure. */
import type { Told } from "./desk-escalation.ts";
import type { Recipient } from "./notify.ts";

/** That somebody is to be reminded of a promise. */
export interface NewReminder extends Recipient {
  mailbox: string;
  /** As what they are told. */
  role: Told;
  /** Which promise: `first_response`, `resolution`, `next_update`. */
  clock: string;
  startedAt: Date;
  /** How much of its time was used up … */
  percent: number;
  /** … and when. */
  reachedAt: Date;
  targetAt: Date;
  /** When it was to leave, had the desk decided on it the moment it fell due. */
  plannedAt: Date;
  /** When it leaves. */
  notBefore: Date;
}
