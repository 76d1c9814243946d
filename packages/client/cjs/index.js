// CommonJS entry: every public name as a plain property of a plain object, as programs and their test tools expect of a
// module. They replace, spy on and count its functions, which the accessors that a compiler writes would not allow.
'use strict';

Object.assign(exports, require('../dist/src/public.js'));

/** For `import Aerospike from 'tendril'` that was compiled to CommonJS, with and without interoperation. */
Object.defineProperties(exports, {
  __esModule: { value: true },
  default: { value: exports, writable: true, configurable: true },
});

// Copies nothing, for everything is there: the call tells the names to those who look for them without running the file,
// as Deno and Node.js do when a CommonJS module is imported. They know it by its name.
function __exportStar() {}
__exportStar(require('../dist/src/public.js'), exports);
