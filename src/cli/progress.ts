/** A bar on stderr for long work over many things, where somebody watches it and the answer goes elsewhere. */
import { Presets, SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

export interface Progress {
  step(): void;
  stop(): void;
}

const SILENT: Progress = { step() {}, stop() {} };

/** @param what is counted, in the plural. */
export function startProgress({ isWatched, isPiped }: Io, what: string, total: number): Progress {
  if (!isWatched || !isPiped || total < 2) return SILENT;
  const format = `{bar} {value}/{total} ${what}, {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true }, Presets.shades_grey);
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
