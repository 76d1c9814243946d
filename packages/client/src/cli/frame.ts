// Text that replaces itself on a terminal: the escape sequences around each new version, cut to what the terminal shows.
// Leaves what stood above it alone, and the last version in place. Pure.

export class Frame {
  #shownRows = 0;

  /** What to write so that `text` stands where the version before it stood. */
  replace(text: string, { columns, rows }: { readonly columns: number; readonly rows: number }): string {
    // One row stays free for the cursor. A line that reached the last column could wrap and spoil the
    // count.
    const width = Math.max(1, columns - 1);
    const shown = fitting(text.trimEnd().split('\n'), Math.max(1, rows - 1)).map((line) => cut(line, width));
    // A terminal that became smaller shows at most its rows.
    const back = Math.min(this.#shownRows, rows - 1);
    this.#shownRows = shown.length;
    return `${back > 0 ? `\x1b[${back}A` : ''}\r\x1b[J${shown.join('\n')}\n`;
  }
}

/** The lines that have room; when some have none, the last place says how many. */
function fitting(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const kept = lines.slice(0, rows - 1);
  return [...kept, `… ${lines.length - kept.length} more lines; make the terminal larger, or use --json`];
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
