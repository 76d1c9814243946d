// Rounds: every contender once, then every contender again, so that a machine that warms up or is disturbed for a while
// treats all of them alike. The result is one list of cells per contender, in the order of the rounds.
import { runCell } from './cell.mjs';
import { progress } from './format.mjs';

export async function runRounds(workload, contenders, options, label) {
  const cells = contenders.map(() => []);
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      progress(`${label} · ${contender.name} · round ${round + 1}`);
      cells[i].push(await runCell(workload, contender, options));
    }
  }
  return contenders.map((contender, i) => ({ contender, cells: cells[i] }));
}

/** The values of one quantity in all rounds that ended well. */
export const values = ({ cells }, pick) => cells.map((cell) => (cell.failure === undefined ? pick(cell) : undefined));

export const cpuMicros = (cell) =>
  cell.userMicrosPerOperation === undefined ? undefined : cell.userMicrosPerOperation + cell.systemMicrosPerOperation;
