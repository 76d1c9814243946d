// Random programs in Lua: a few statements on three variables and the record. Each statement is tried by itself and tells
// what it came to or why it failed, so that one that fails does not hide the next.
import fc from 'fast-check';

const integers = fc.constantFrom(
  '0',
  '1',
  '2',
  '3',
  '-1',
  '4',
  '7',
  '255',
  '256',
  '65536',
  '-129',
  '1 << 40',
  'math.maxinteger',
  'math.mininteger',
);
const floats = fc.constantFrom('1.5', '-0.0', '2.0', '1e300', '0/0', '1/0', '3.0');
const texts = fc.constantFrom('""', '"x"', '"abc"', '"a\\0b"', '"žluť"', '"12"', '"a,b"', '("y"):rep(300)');
const scalars = fc.oneof(
  { arbitrary: integers, weight: 5 },
  { arbitrary: texts, weight: 3 },
  floats,
  fc.constantFrom('true', 'false', 'nil'),
);
const variable = fc.constantFrom('x', 'y', 'z');
const bin = fc.constantFrom('a', 'b', 'c');
const binName = fc.oneof(
  { arbitrary: bin, weight: 8 },
  fc.constantFrom('fifteen_bytes_x', 'sixteen_bytes_xx', 'no such'),
);

const rare = fc.constantFrom(
  '{1, 2}',
  'print',
  '{}',
  '{k = 1}',
  'rec',
  'aerospike',
  'geojson(\'{"type":"Point","coordinates":[1.5,2.5]}\')',
);
const collections = fc.oneof(
  fc.array(scalars, { maxLength: 4 }).map((all) => `list{${all.join(', ')}}`),
  fc.constant('list()'),
  fc.tuple(fc.constantFrom('k', 'l', 'm'), scalars).map(([k, v]) => `map{${k} = ${v}, o = 5}`),
  fc.tuple(scalars, scalars).map(([k, v]) => `map{[${k === 'nil' || k === '0/0' ? '1' : k}] = ${v}}`),
  fc.constant('map()'),
  fc.constantFrom(0, 1, 4, 9).map((n) => `bytes(${n})`),
  fc.constantFrom('list{list{1, 2}, map{a = 1}}', 'map{a = list{1}, b = map{c = 2}}', 'list{bytes(2), "s"}'),
);
const value = fc.oneof(
  { arbitrary: scalars, weight: 5 },
  { arbitrary: variable, weight: 3 },
  { arbitrary: collections, weight: 3 },
  { arbitrary: bin.map((name) => `rec.${name}`), weight: 2 },
  rare,
);
/** What is in no list yet: one that holds itself keeps a real server busy for ever. */
const fresh = fc.oneof({ arbitrary: scalars, weight: 4 }, { arbitrary: collections, weight: 2 }, rare);
const list = fc.oneof(
  { arbitrary: variable, weight: 3 },
  fc.array(scalars, { maxLength: 4 }).map((all) => `list{${all.join(', ')}}`),
  bin.map((name) => `rec.${name}`),
  value,
);
const map = fc.oneof(
  { arbitrary: variable, weight: 3 },
  fc
    .tuple(
      scalars.filter((k) => k !== 'nil' && k !== '0/0'),
      scalars,
    )
    .map(([k, v]) => `map{[${k}] = ${v}, o = 5}`),
  bin.map((name) => `rec.${name}`),
  value,
);
const byteString = fc.oneof({ arbitrary: variable, weight: 4 }, fc.constantFrom('bytes(0)', 'bytes(8)'), value);
/** Where something is written: before the first or far beyond the end a real server writes into foreign memory. */
const place = fc.constantFrom('1', '2', '3', '5', '9', '2.0', '"2"', '"x"', '"k"', 'true', 'nil');
const index = fc.oneof(
  { arbitrary: fc.constantFrom('1', '2', '3', '0', '-1', '4', '5', '9'), weight: 8 },
  fc.constantFrom('1.5', '2.0', '"2"', '"x"', 'nil', 'true', 'list()', '{}', 'math.mininteger'),
);

/** Larger lengths are read past the end, and may end a real server. */
const small = fc.constantFrom('0', '1', '2', '3', '5', '-1', 'nil', '"x"');

const call = (name, ...args) => fc.tuple(...args).map((all) => `${name}(${all.join(', ')})`);
const WIDTHS = ['16', '32', '64', '16_le', '32_le', '64_le', '16_be', '32_be', '64_be'];
const widths = fc.constantFrom(...WIDTHS);

/** Expressions that tell something. */
const calls = fc.oneof(
  call('list.append', list, fresh),
  call('list.prepend', list, fresh),
  call('list.insert', list, place, fresh),
  call('list.remove', list, index),
  call('list.concat', list, fresh),
  call('list.trim', list, index),
  call('list.take', list, index),
  call('list.drop', list, index),
  call('list.size', list),
  call('list.nbytes', list),
  call('list.clone', list),
  call('list.merge', list, list),
  call('list.new', index),
  call('list.create', index, index),
  call(
    'walk',
    list.map((one) => `list.iterator(${one})`),
  ),
  call('map.remove', map, value),
  call('map.size', map),
  call('map.nbytes', map),
  call('map.clone', map),
  call('map.merge', map, map),
  call(
    'map.merge',
    map,
    map,
    fc.constantFrom(
      'function(p, q) return p end',
      'function(p, q) return nil end',
      'function(p, q) return p + q end',
      '1',
    ),
  ),
  call('map.diff', map, map),
  call('map.new', index),
  call('map.create', index),
  call(
    'walk',
    fc.tuple(fc.constantFrom('pairs', 'keys', 'values', 'iterator'), map).map(([name, one]) => `map.${name}(${one})`),
  ),
  call('bytes.size', byteString),
  call('bytes.set_size', byteString, index),
  call('bytes.get_type', byteString),
  call('bytes.set_type', byteString, fc.constantFrom('1', '3', '4', '7', '8', '12', '18', '19', '23', '99', '-1')),
  call('bytes.get_string', fc.constant('bytes(8)'), fc.constantFrom('1', '2', '0', '-1', 'nil'), small),
  call('bytes.get_bytes', fc.constant('bytes(8)'), fc.constantFrom('1', '2', '0', '-1', 'nil'), small),
  call('bytes.get_byte', byteString, index),
  call('bytes.set_byte', byteString, index, value),
  call('bytes.append_byte', byteString, value),
  fc.tuple(widths, byteString, index).map(([width, b, i]) => `bytes.get_int${width}(${b}, ${i})`),
  fc.tuple(widths, byteString, index, value).map(([width, b, i, v]) => `bytes.set_int${width}(${b}, ${i}, ${v})`),
  fc.tuple(widths, byteString, value).map(([width, b, v]) => `bytes.append_int${width}(${b}, ${v})`),
  call('bytes.set_string', byteString, index, value),
  call('bytes.append_string', byteString, value),
  call('bytes.set_bytes', byteString, index, fc.constant('bytes(8)'), small),
  call('bytes.append_bytes', byteString, fc.constant('bytes(8)'), small),
  call('bytes.get_var_int', fc.constant('bytes(8)'), fc.constantFrom('0', '1', 'nil')),
  call('bytes.set_var_int', byteString, index, value),
  call('bytes.append_var_int', byteString, value),
  call('bytes', index),
  call('list', value),
  call('map', value),
  // Kept from bins: a real server stores what is none.
  call('tostring', call('geojson', value)),
  fc.tuple(variable, value).map(([v, i]) => `${v}[${i}]`),
  variable.map((v) => `#${v}`),
  fc.tuple(variable, value).map(([v, i]) => `${v} == ${i}`),
  fc
    .tuple(variable, fc.constantFrom('+', '-', '*', '/', '//', '%', '..', '<', '<=', '&', '~', '<<', '^'), value)
    .map(([v, operator, i]) => `${v} ${operator} ${i}`),
  call('type', value),
  call('tostring', value),
  call('tonumber', value),
  call('record.ttl', fc.constant('rec')),
  call('record.gen', fc.constant('rec')),
  call('record.size', fc.constant('rec')),
  call('record.device_size', fc.constant('rec')),
  call('record.key', fc.constant('rec')),
  call('record.numbins', fc.constant('rec')),
  call('names', fc.constant('rec')),
  call(
    'record.set_ttl',
    fc.constant('rec'),
    fc.oneof(fc.constantFrom('1080', '-1', '-2', '0', '-3', '315360001'), value),
  ),
  call('record.drop_key', fc.constant('rec')),
  call('record.setname', value),
  call('record.ttl', value),
  call('record.gen', value),
  call('aerospike:exists', fc.constant('rec')),
  call('aerospike:create', fc.constant('rec')),
  { arbitrary: call('aerospike:update', fc.constant('rec')), weight: 3 },
  call('aerospike:remove', fc.constant('rec')),

  // Never on what is no record: that ends a real server.
  call('math.sum', value, value),
  call('math.product', value, value),
  call('string.format', fc.constantFrom('"%d"', '"%s"', '"%5.2f"', '"%q"', '"%x"'), value),
  fc.constantFrom(
    'rec.nope',
    'record.nosuch(rec)',
    'list.nosuch(x)',
    'error("thrown")',
    'error({})',
    'error(map{a = 1})',
    'nosuch()',
    'nosuch.x',
    'rec()',
    'x()',
    'aerospike.nosuch',
    'aerospike:nosuch()',
    'tostring(rec)',
    'tostring(aerospike)',
    'type(record)',
    'type(list.iterator(list{1}))',
  ),
);

/** Statements: what is called keeps its value in a variable, so that later ones find it. */
const statements = fc.oneof(
  { arbitrary: fc.tuple(variable, value).map(([v, e]) => `${v} = ${e}`), weight: 3 },
  { arbitrary: calls.map((e) => `say(${e})`), weight: 6 },
  { arbitrary: fc.tuple(variable, calls).map(([v, e]) => `${v} = ${e}; say(${v})`), weight: 3 },
  { arbitrary: fc.tuple(binName, value).map(([name, e]) => `rec[${JSON.stringify(name)}] = ${e}`), weight: 4 },
  fc.tuple(value, value).map(([name, e]) => `rec[${name}] = ${e}`),
  { arbitrary: fc.tuple(variable, place, fresh).map(([v, i, e]) => `${v}[${i}] = ${e}`), weight: 3 },
  { arbitrary: fc.constant('aerospike:update(rec)'), weight: 2 },
  fc.constant('aerospike:create(rec)'),
);

const HELPERS = `local x, y, z = ...
local said = list()
local function describe(v) return type(v) .. " " .. tostring(v) end
local function text(v)
  local t = type(v)
  if t == "table" or t == "function" then return t end
  return (describe(v):gsub("0x%x+", "0x"))
end
local function say(...)
  local all = {}
  for i = 1, select("#", ...) do all[i] = text((select(i, ...))) end
  list.append(said, table.concat(all, " | "))
end
local function walk(f, s, i)
  local n = 0
  for k, v in f, s, i do
    say(k, v)
    n = n + 1
    if n > 9 then break end
  end
end
local function names(rec) return table.concat(record.bin_names(rec), " ") end
local function try(f)
  local ok, why = pcall(f)
  if not ok then list.append(said, "failed " .. text(why)) end
end
`;

const results = fc.oneof({ arbitrary: fc.constant('said'), weight: 6 }, variable, value);

/** The source of `run(rec, …)`, whole statements tried by themselves or not. */
export const sources = fc.record({
  body: fc.array(statements, { minLength: 1, maxLength: 7 }),
  isBare: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
  result: results,
});

export function sourceOf({ body, isBare, result }) {
  const lines = body.map((one) => (isBare ? one : `try(function() ${one} end)`));
  return `function run(rec, ...)\n${HELPERS}${lines.join('\n')}\nreturn ${result}\nend\n`;
}
