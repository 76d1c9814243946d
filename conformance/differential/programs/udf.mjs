// Functions in Lua on records: what they are given, what they do, what they return and how they fail.
import fc from 'fast-check';
import { sourceOf, sources } from './lua.mjs';
import { haveModules } from './modules.mjs';
import { keyOf, calls as recordCalls } from './records.mjs';
import { bins, filters, made, madePolicy, sound } from './values.mjs';

const keys = fc.constantFrom(0, 1, 2);
const places = fc.record({ key: keys });
const policies = fc.record({
  filter: filters,
  key: fc.constantFrom(undefined, 0, 1),
  durableDelete: fc.constantFrom(undefined, undefined, false, true),
});

const steps = fc.oneof(
  {
    arbitrary: fc.record({
      call: fc.constant('script'),
      at: places,
      script: sources,
      args: fc.array(sound, { maxLength: 3 }),
      policy: policies,
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ call: fc.constant('plainPut'), at: places, bins }), weight: 2 },
  { arbitrary: fc.record({ call: fc.constant('get'), at: places, policy: fc.constant({}) }), weight: 2 },
  fc.record({
    call: fc.constant('applyAny'),
    at: places,
    udf: fc.constantFrom(
      { module: 'nosuch', funcname: 'f' },
      { module: 'twin', funcname: 'nosuch' },
      { module: 'twin', funcname: '' },
      { module: 'twin.lua', funcname: 'f' },
      { module: 'twin', funcname: 'list' },
      { module: 'twin', funcname: 'value' },
    ),
  }),
);

/** Scripts travel as an argument: a module for each would take a registration for each. */
const EVAL = `function eval(rec, source, ...)
  local f, why = load(source, "=script")
  if f == nil then error(why) end
  f()
  return run(rec, ...)
end
value = 5
function list_of(rec) return list{1} end
`;

export const calls = {
  ...recordCalls,
  async script(t, { at, script, args, policy }) {
    const source = sourceOf(script);
    const udf = { module: 'twin', funcname: 'eval', args: [source, ...args.map((one) => made(t.A, one))] };
    return t.client.apply(keyOf(t, at), udf, madePolicy(t.A, policy));
  },
  applyAny: (t, { at, udf }) => t.client.apply(keyOf(t, at), { ...udf, args: [] }),
};

async function prepare(t) {
  await haveModules(t, { twin: EVAL });
  await t.client.batchRemove([0, 1, 2].map((key) => keyOf(t, { key })));
}

export const udf = { programs: fc.array(steps, { minLength: 2, maxLength: 6 }), calls, prepare };
