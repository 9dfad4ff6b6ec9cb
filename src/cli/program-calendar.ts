/** The commands that reckon in working time, and their help. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { json, type Perform } from "./options.ts";

const INSTANT = "an instant such as 2026-11-20T15:30, in the calendar's zone";
const MOST_DAYS = 1_000;

export function addCalendar(program: Command, perform: Perform): void {
  const calendar = program.command("calendar").description("reckon in working time");
  const named = () => new Option("--calendar <name>", "a calendar of desk.yaml (default: the desk's)");

  calendar
    .command("add")
    .description("the instant that is so much working time after another")
    .argument("<when>", INSTANT)
    .argument("<duration>", "working time such as 8h, 30m, 2h30m or 3d")
    .addOption(named())
    .addOption(json())
    .action((when: string, duration: string, options) =>
      perform(async (context) =>
        (await import("./calendar.ts")).calendarAdd(context, when, duration, options),
      ),
    );

  calendar
    .command("between")
    .description("the working time from one instant to another")
    .argument("<from>", INSTANT)
    .argument("<to>", "another")
    .addOption(named())
    .addOption(json())
    .action((from: string, to: string, options) =>
      perform(async (context) => (await import("./calendar.ts")).calendarBetween(context, from, to, options)),
    );

  calendar
    .command("show")
    .description("day by day when a calendar is open, and which holidays it knows")
    .argument("[day]", "first day, such as 2026-12-20 (default: today)")
    .option("--days <number>", "how many days", parseDays, 14)
    .addOption(named())
    .addOption(json())
    .action((day: string | undefined, options) =>
      perform(async (context) => (await import("./calendar.ts")).calendarShow(context, day ?? null, options)),
    );
}

function parseDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST_DAYS}.`);
}
