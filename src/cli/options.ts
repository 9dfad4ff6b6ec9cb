/** What several commands are described with. */
import { Option } from "commander";
import type { Context, ExitCode } from "./io.ts";

export type Perform = (action: (context: Context) => Promise<ExitCode>) => Promise<void>;

export const json = () => new Option("--json", "one JSON object a line, for scripts");
