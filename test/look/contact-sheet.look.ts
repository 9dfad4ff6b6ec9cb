/**
 * Shows every notice in every language side by side, as a telephone shows it, light and dark: `npm run look`, or
 * `LOOK_FOLDER=/some/folder npm run look`. Writes a picture a notice and `index.html`, and fails where a mail is wider than the screen.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { NOTICE_NAMES, type NoticeName } from "../../src/domain/notice.ts";
import { createRenderer } from "../../src/mail/render.ts";
import { extremeContexts } from "../support/extreme-contexts.ts";
import { sampleContexts } from "../support/notice-samples.ts";

const FOLDER = resolve(process.env.LOOK_FOLDER ?? "look");
const TEMPLATES = join(import.meta.dirname, "../../templates");
/** CSS pixels of a common telephone. */
const WIDTH = 360;
const GAP = 16;
const run = promisify(execFile);

interface Sheet {
  notice: NoticeName;
  html: string;
}

/** What a browser measured of a sheet: pixels, and the cells that are wider than the screen. */
interface Measure {
  height: number;
  wide: string[];
}

test("contact sheet", async () => {
  await mkdir(FOLDER, { recursive: true });
  const sheets = sheetsOfAll();
  const wide: string[] = [];
  for (const { notice, html } of sheets) {
    const page = join(FOLDER, `${notice}.html`);
    await writeFile(page, html);
    const measure = await measured(page);
    wide.push(...measure.wide.map((cell) => `${notice}: ${cell}`));
    const size = `${columns() * (WIDTH + GAP) + GAP},${Math.min(measure.height, 16_000)}`;
    await chromium(`--window-size=${size}`, `--screenshot=${join(FOLDER, `${notice}.png`)}`, urlOf(page));
  }
  await writeFile(join(FOLDER, "index.html"), indexOf(sheets));
  console.log(`the sheet is in ${join(FOLDER, "index.html")}`);
  expect(wide, "wider than the screen").toEqual([]);
});

const renderer = createRenderer(TEMPLATES, "en");

function columns(): number {
  return renderer.languages.length;
}

/** Rows: the fullest sample light and dark, the emptiest, and the longest that the type allows. */
function sheetsOfAll(): Sheet[] {
  const samples = new Map(renderer.languages.map((language) => [language, sampleContexts(language)]));
  return NOTICE_NAMES.map((notice) => {
    const row = (label: string, mail: (language: string) => string) =>
      `<h2>${label}</h2><div class="row">${renderer.languages
        .map(
          (language) =>
            `<iframe data-cell="${label}, ${language}" srcdoc="${attribute(mail(language))}"></iframe>`,
        )
        .join("")}</div>`;
    const sample = (language: string, extent: "fullest" | "emptiest") => {
      const found = samples.get(language)?.find((one) => one.notice === notice && one.extent === extent);
      if (!found) throw new Error(`no sample of ${notice}`);
      return renderer.render(notice, language, found.context).html;
    };
    // Of the wordings that a notice has, the longest.
    const longest = (language: string) =>
      extremeContexts(notice, language)
        .filter(({ label }) => label.startsWith("longest"))
        .map(({ context }) => renderer.render(notice, language, context).html)
        .reduce((a, b) => (b.length > a.length ? b : a));
    const rows = [
      row("fullest, light", (language) => inLight(sample(language, "fullest"))),
      row("fullest, dark", (language) => inDark(sample(language, "fullest"))),
      row("emptiest, light", (language) => inLight(sample(language, "emptiest"))),
      row("longest, dark", (language) => inDark(longest(language))),
    ];
    return { notice, html: page(notice, rows.join("\n")) };
  });
}

/** A mail asks the reader's settings for its colours; a sheet shows both, whatever they are. */
function inDark(html: string): string {
  return html
    .replaceAll("@media (prefers-color-scheme: dark)", "@media all")
    .replaceAll("light dark", "dark");
}

function inLight(html: string): string {
  return html
    .replaceAll("@media (prefers-color-scheme: dark)", "@media not all")
    .replaceAll("light dark", "light");
}

function page(notice: string, rows: string): string {
  return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>${notice}</title>
<style>
body { margin: ${GAP}px; width: ${columns() * (WIDTH + GAP)}px; font: 14px sans-serif; background: #8a929c; }
h1, h2 { margin: 0 0 8px; font-size: 16px; } h2 { font-size: 13px; font-weight: normal; }
.row { display: flex; gap: ${GAP}px; align-items: flex-start; margin-bottom: ${GAP}px; }
iframe { width: ${WIDTH}px; height: 100px; border: 0; background: #fff; }
iframe.wide { outline: 4px solid #d00000; }
</style>
<h1>${notice}</h1>
${rows}
<script>
addEventListener("load", () => {
  const wide = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const { documentElement: mail } = frame.contentDocument;
    frame.style.height = mail.scrollHeight + "px";
    if (mail.scrollWidth <= ${WIDTH}) continue;
    frame.className = "wide";
    wide.push(frame.dataset.cell);
  }
  document.body.dataset.measure = encodeURIComponent(
    JSON.stringify({ height: Math.ceil(document.body.getBoundingClientRect().bottom) + ${GAP}, wide }),
  );
});
</script></html>
`;
}

function indexOf(sheets: readonly Sheet[]): string {
  const pictures = sheets.map(
    ({ notice }) =>
      `<h1>${notice}</h1><a href="${notice}.html"><img src="${notice}.png" alt="${notice}" width="100%"></a>`,
  );
  return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Deskpost: every notice</title>
<body style="font:14px sans-serif">${pictures.join("\n")}</html>
`;
}

async function measured(file: string): Promise<Measure> {
  const dom = await chromium("--window-size=2000,2000", "--dump-dom", urlOf(file));
  const measure = /data-measure="([^"]*)"/.exec(dom)?.[1];
  if (measure === undefined) throw new Error(`${file} could not be measured`);
  return JSON.parse(decodeURIComponent(measure)) as Measure;
}

/** With a profile of its own, and nothing that asks the network. */
async function chromium(...flags: string[]): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), "deskpost-look-"));
  try {
    const { stdout } = await run(
      browser(),
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        `--user-data-dir=${profile}`,
        "--virtual-time-budget=10000",
        ...flags,
      ],
      { maxBuffer: 64 * 1024 * 1024, timeout: 120_000 },
    );
    return stdout;
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

function browser(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (found === undefined) {
    throw new Error("no Chromium found: apt-get install -y chromium fonts-noto-cjk (the fonts for Chinese)");
  }
  return found;
}

function urlOf(file: string): string {
  return pathToFileURL(file).href;
}

function attribute(html: string): string {
  return html.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
}
