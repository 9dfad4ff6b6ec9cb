/** The line at an index, which may lie beyond either end of the text: nothing is said there. */
export function lineAt(lines: readonly string[], at: number): string {
  return lines[at] ?? "";
}
