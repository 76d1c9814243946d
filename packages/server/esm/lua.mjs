// The ES module face of `tendril-server/lua`: both share one copy of everything.
import lua from '../dist/src/lua.js';

export const { AggregationError, reduceStream } = lua;
