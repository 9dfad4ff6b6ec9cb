#!/usr/bin/env node
/** `deskpost`: hands the arguments to their command and ends with its exit code, once everything it said is written. */
import { processIo } from "./cli/io.ts";
import { run } from "./cli/program.ts";

process.exitCode = await run(process.argv.slice(2), processIo());
