// Text that replaces itself on a terminal: the escape sequences around each new version, cut to what the terminal shows.
// Leaves what stood above it alone, and the last version in place. Pure.

export class Frame {
  #shownRows = 0;

  /** What to write so that `text` stands where the version before it stood. */
  replace(text: string, { columns, rows }: { readonly columns: number; readonly rows: number }): string {
    // One row stays free for the cursor. A line that reached the last column could wrap and spoil the
    // count.
    const shown = text
      .trimEnd()
      .split('\n')
      .slice(0, Math.max(1, rows - 1))
      .map((line) => line.slice(0, Math.max(1, columns - 1)));
    // A terminal that became smaller shows at most its rows.
    const back = Math.min(this.#shownRows, rows - 1);
    this.#shownRows = shown.length;
    return `${back > 0 ? `\x1b[${back}A` : ''}\r\x1b[J${shown.join('\n')}\n`;
  }
}
