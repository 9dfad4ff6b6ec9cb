/** Escalation and webhooks that could not work: teams nobody knows, steps that say two things, addresses that would give secrets away. Pure. */
import { didYouMean } from "./fault.ts";
import { isLoopback } from "./safety-faults.ts";
import { environmentName, variables } from "./secret-names.ts";
import { type Item, items, type Report, textAt, textsAt, type View, valueAt } from "./view.ts";

export function escalationFaults({ raw, teams }: View, report: Report): void {
  const teamNames = teams.flatMap((team) => textAt(raw, [...team.path, "name"])?.value ?? []);
  checkLines(raw, teamNames, report);
  checkSteps(raw, report);
  checkWebhooks(raw, report);
}

function checkLines(raw: unknown, teamNames: string[], report: Report): void {
  const categories = textsAt(raw, ["categories"]).map((item) => item.value);
  const seen = new Set<string>();
  for (const line of items(raw, ["escalation", "lines"])) {
    for (const team of textsAt(raw, [...line.path, "teams"])) {
      if (teamNames.includes(team.value)) continue;
      const hint = didYouMean(team.value, teamNames);
      report(team.path, "unknown_team", `no team is named "${team.value}"`, teamNames.join(", "), hint);
    }
    const category = textAt(raw, [...line.path, "category"]);
    const key = category?.value.toLowerCase() ?? "";
    if (seen.has(key)) {
      const found = category ? `"${category.value}" has its lines already` : "a second line without category";
      report(category?.path ?? line.path, "duplicate_name", found, "each category only once");
    }
    seen.add(key);
    if (category) checkCategory(category, categories, report);
  }
}

function checkCategory(category: Item<string>, categories: string[], report: Report): void {
  const wanted = category.value.toLowerCase();
  const isKnown = categories.some((one) => `${one.toLowerCase()}/`.startsWith(`${wanted}/`));
  if (isKnown || categories.length === 0) return;
  const hint = didYouMean(category.value, categories);
  const found = `no category is, or begins with, "${category.value}"`;
  report(category.path, "unknown_category", found, categories.join(", "), hint);
}

function checkSteps(raw: unknown, report: Report): void {
  const seen = new Set<unknown>();
  const hasLines = items(raw, ["escalation", "lines"]).length > 0;
  for (const step of items(raw, ["escalation", "steps"])) {
    const from = valueAt(raw, [...step.path, "from"]);
    if (seen.has(from)) {
      report([...step.path, "from"], "step_twice", `${String(from)} % has a step already`, "each only once");
    }
    seen.add(from);
    for (const told of textsAt(raw, [...step.path, "tell"])) {
      if (told.value !== "nextLine" || hasLines) continue;
      const hint = "name the teams of each line under escalation.lines";
      report(told.path, "no_lines", "nextLine needs to know which team comes after which", null, hint);
    }
  }
}

function checkWebhooks(raw: unknown, report: Report): void {
  const byVariable = new Map<string, string>();
  for (const hook of items(raw, ["webhooks"])) {
    const name = textAt(raw, [...hook.path, "name"]);
    const url = textAt(raw, [...hook.path, "url"]);
    if (name) {
      const variable = environmentName(name.value);
      const other = byVariable.get(variable);
      if (other !== undefined) {
        const found = `"${name.value}" and "${other}" would read their secret from the same variable (${variables.webhookSecret(name.value)})`;
        report(name.path, "ambiguous_name", found, null, "give this webhook a name of its own");
      }
      byVariable.set(variable, name.value);
    }
    if (url && URL.canParse(url.value)) checkUrl(url, report);
  }
}

function checkUrl(url: Item<string>, report: Report): void {
  const { protocol, hostname, username, password } = new URL(url.value);
  if (username !== "" || password !== "") {
    const hint = "take it out: a call is signed with the webhook's secret";
    report(url.path, "secret_in_file", "the URL holds a login", "a URL without one", hint);
  }
  if (protocol === "http:" && !isLoopback(hostname)) {
    const found = "http would send what cases are about in the clear";
    report(url.path, "plain_connection", found, "https://…", "http is for this machine only");
  }
}
