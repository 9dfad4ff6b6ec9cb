/** A table as spreadsheets export it → rows of cells: UTF-8, UTF-16 or Windows-1252; semicolons, commas or tabs. */
import { TextDecoder } from "node:util";
import { CsvError, parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import type { FileRow } from "../domain/directory-file.ts";
import { ConfigError } from "../errors.ts";

const SEPARATORS = [",", ";", "\t"] as const;

/** @param encoding a label of the WHATWG Encoding Standard such as `gbk`; null: by the bytes. Throws ConfigError for an unknown one. */
export function decodeTable(bytes: Uint8Array, encoding: string | null): string {
  if (encoding !== null) return decode(bytes, decoderOf(encoding));
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // What a western Excel writes as "CSV"; its bytes hardly ever happen to be UTF-8.
    return decode(bytes, new TextDecoder("windows-1252"));
  }
}

/** Some releases of Node read Windows-1252 as if it were Latin-1, which has no € and no curly quotes. */
function decode(bytes: Uint8Array, decoder: TextDecoder): string {
  const isWestern = decoder.encoding === "windows-1252";
  return isWestern ? iconv.decode(Buffer.from(bytes), "windows-1252") : decoder.decode(bytes);
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new ConfigError(`no encoding is called "${encoding}"`, {
      reason: "unknown_encoding",
      hint: "name one such as utf-8, windows-1252 or gbk",
      cause,
    });
  }
}

export interface Table {
  rows: FileRow[];
  /** Where the file cannot be read as a table; null where it can. */
  fault: { line: number; message: string } | null;
}

export function parseTable(text: string): Table {
  // The parser takes a CR LF within quotes for two lines.
  const lines = text.replace(/\r\n?/g, "\n");
  // Excel's own note of the separator; its line stays, so that the others keep their numbers.
  const told = /^sep=(.)(?=\n)/.exec(lines);
  const body = told ? lines.slice(told[0].length) : lines;
  const rows: FileRow[] = [];
  try {
    parse(body, {
      delimiter: told?.[1] ?? likeliest(body),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record(cells: string[], { lines: last }) {
        rows.push({ line: firstLine(cells, last), cells });
        return null;
      },
    });
    return { rows, fault: null };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (rows.at(-1)?.line ?? 0) + 1;
    const isOpen = error.code === "CSV_QUOTE_NOT_CLOSED";
    return {
      rows: [],
      fault: { line, message: isOpen ? "a quote opens here and never closes" : error.message },
    };
  }
}

/** The separator that makes the most columns of the first line. */
function likeliest(text: string): string {
  const head = text.trimStart().split("\n", 1)[0] ?? "";
  const counts = SEPARATORS.map((separator) => ({ separator, count: head.split(separator).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}

/** The parser tells where a record ends; a cell may hold line breaks. */
function firstLine(record: string[], lastLine: number): number {
  return lastLine - record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
}
