// Child process: Node.js with a timer that does nothing, as often as a client looks at its segment. What waking up costs
// by itself.
import { answer } from './answering.mjs';

const LOOK_MS = 50;

setInterval(() => {}, LOOK_MS);
answer({}, () => {});
