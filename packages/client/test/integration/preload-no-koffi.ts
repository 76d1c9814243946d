// Loaded before a program: makes it believe that the optional package koffi was never installed.

import Module from 'node:module';

type Load = (request: string, ...rest: unknown[]) => unknown;

const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = (request, ...rest) => {
  if (!request.startsWith('@koromix/koffi-')) return load(request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};
