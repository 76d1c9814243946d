// The functions that the real server has in Lua itself. They come down to the others, and where a script gives them
// nonsense the message names the place in the server's own file, `as.lua`: so what can fail stands on the same lines.

const LINES: Readonly<Record<number, string>> = {
  1: 'local T = ... local list, map, type = T.globals.list, T.globals.map, type',
  5: 'function list.clone(l) local copy = {}',
  6: 'for v in list.iterator(l) do copy[#copy + 1] = v end return list(copy) end',
  12: 'function list.merge(l1, l2) local both = {}',
  13: 'for v in list.iterator(l1) do both[#both + 1] = v end',
  16: 'for v in list.iterator(l2) do both[#both + 1] = v end return list(both) end',
  22: 'function map.merge(m1, m2, f) local both = {} local resolves = type(f) == "function"',
  23: 'for key, v in map.pairs(m1) do both[key] = v end',
  26: 'for key, v in map.pairs(m2) do both[key] = both[key] and resolves and f(m1[key], v) or v end return map(both) end',
  32: 'function map.diff(m1, m2) local single = {}',
  33: 'for key, v in map.pairs(m1) do',
  34: 'if not m2[key] then single[key] = v end end',
  38: 'for key, v in map.pairs(m2) do if not m1[key] then single[key] = v end end return map(single) end',
  46: 'function map.clone(m) local copy = {}',
  47: 'for key, v in map.pairs(m) do copy[key] = v end return map(copy) end',
  53: 'function math.sum(a, b) return a + b end',
  56: 'function math.product(a, b) return a * b end',
};

export const AS_CHUNK = '[string "as.lua"]';

const LAST = Math.max(...Object.keys(LINES).map(Number));
export const AS = Array.from({ length: LAST }, (_, i) => LINES[i + 1] ?? '').join('\n');
