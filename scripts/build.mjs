// `npm run build`: install and compile.
import { build, install } from './install.mjs';

await install();
await build();
