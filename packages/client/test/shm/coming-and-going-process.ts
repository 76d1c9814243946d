// Attaches, publishes and leaves, over and over, while the test sweeps; reports whatever does not work.

import { Segment } from '../../src/shm/segment.ts';

const ROUNDS = 400;

const directory = process.argv[2] as string;
for (let round = 0; round < ROUNDS; round++) {
  try {
    const first = Segment.attach({ identity: 'restless', directory });
    const second = Segment.attach({ identity: 'restless', directory });
    first.publish(Buffer.from(String(round)));
    const got = Buffer.from(second.read()?.body ?? []).toString();
    if (got !== String(round)) process.send?.(`round ${round}: read "${got}"`);
    first.close();
    second.close();
  } catch (error) {
    process.send?.(`round ${round}: ${error}`);
  }
}
process.disconnect();
