// The result codes that this server answers with: those of the protocol. A constant of its own, because what is passed
// on from another module is looked up there at every use, and every command looks up several.

import { RESULT as CODES } from 'tendril/wire';

export const RESULT = CODES;
