// Loaded before a program: the C library lacks the call that TENDRIL_TEST_MISSING names.

import Module from 'node:module';

type Load = (request: string, ...rest: unknown[]) => unknown;
type Library = { func(definition: string): unknown };

const loader = Module as unknown as { _load: Load };
const load = loader._load;
const missing = process.env.TENDRIL_TEST_MISSING as string;

loader._load = (request, ...rest) => {
  const loaded = load(request, ...rest);
  if (!request.startsWith('@koromix/koffi-')) return loaded;
  const koffi = loaded as { load(path: null): Library };
  return {
    ...koffi,
    load(path: null): Library {
      const library = koffi.load(path);
      return {
        func(definition) {
          if (definition.includes(` ${missing}(`) || definition.includes(`*${missing}(`)) {
            throw new Error(`Cannot find function '${missing}' in shared library`);
          }
          return library.func(definition);
        },
      };
    },
  };
};
