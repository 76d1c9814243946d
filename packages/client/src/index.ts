// Entry `tendril`: every public name, and all of them as the default, for `import Aerospike from 'tendril'`.

import * as tendril from './public.ts';

export * from './public.ts';
// biome-ignore lint/style/noDefaultExport: programs import this module as a whole, under a name of their own
export default tendril;
