// Numbers and tables as Markdown.

export const DASH = '–';

/** Three significant digits, with thousands separated; large values whole. */
export function number(value) {
  if (value === undefined || !Number.isFinite(value)) return DASH;
  if (value === 0) return '0';
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 6 });
}

/** `median (min … max)`, or the median alone when there was one round. */
export function spread({ median, min, max, rounds }, write = number) {
  return rounds > 1 ? `${write(median)} (${write(min)} … ${write(max)})` : write(median);
}

export const thousands = (value) => (value === undefined ? DASH : `${number(value / 1000)} k`);
export const megabytes = (bytes) => (bytes === undefined ? DASH : number(bytes / 1e6));
export const factor = (value) => (value === undefined ? DASH : `${value.toFixed(2)}×`);

const row = (cells) => `| ${cells.join(' | ')} |`;

/** A table that is printed while it grows. The first `texts` columns hold text, the others numbers. */
export class Table {
  #columns;

  constructor(columns, texts = 1) {
    this.#columns = columns;
    console.log(`\n${row(columns)}\n${row(columns.map((_, i) => (i < texts ? '---' : '---:')))}`);
  }

  add(cells) {
    console.log(row(this.#columns.map((_, i) => cells[i] ?? '')));
  }
}

export function heading(text, note) {
  console.log(`\n## ${text}`);
  if (note !== undefined) console.log(`\n${note}`);
}

/** What is under way, for whoever watches; not part of the report. */
export function progress(text) {
  process.stderr.write(`${text}\n`);
}
