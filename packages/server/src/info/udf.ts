// Info commands for UDF modules (docs/protocol/udf.md, "Registration"). Their failures have a form of their own:
// `error=<word>`. A module is registered on all nodes at once.

import { MAX_MODULE_BYTES } from '../udf/limits.ts';
import type { LoadFailure } from '../udf/load-failure.ts';
import type { InfoArguments } from './info-arguments.ts';
import type { InfoCatalogue, InfoContext } from './info-context.ts';

/** Characters of a file name, and one more. */
const MAX_FILE_CHARS = 128;
const MAX_LENGTH_CHARS = 11;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const udfCommands: InfoCatalogue = {
  'udf-list': ({ node }) =>
    [...node.udf.modules].map(({ file, hash }) => `filename=${file},hash=${hash},type=LUA;`).join(''),
  'udf-get': ({ node }, args) => {
    const file = fileOf(args);
    if (file === undefined) return 'error=invalid_filename';
    const module = node.udf.modules.get(file);
    if (module === undefined) return 'error=not_found';
    return module.source.length === 0 ? 'error=empty' : `type=LUA;content=${module.source.toString('base64')};`;
  },
  'udf-put': (context, args) => {
    const module = moduleOf(args);
    return typeof module === 'string' ? `error=${module}` : register(context, module);
  },
  'udf-remove': ({ node }, args) => {
    const file = fileOf(args);
    if (file === undefined) return 'error=invalid_filename';
    node.udf.modules.remove(file);
    return 'ok';
  },
  'udf-clear-cache': () => 'ok',
};

interface Module {
  readonly file: string;
  readonly source: Buffer;
}

function fileOf(args: InfoArguments): string | undefined {
  const file = args.raw('filename');
  return file === '' || file.length >= MAX_FILE_CHARS ? undefined : file;
}

/** What is to be registered, or the word for what is wrong, in the server's order. */
function moduleOf(args: InfoArguments): Module | string {
  const file = fileOf(args);
  if (file === undefined || !/^[^.]+\..+$/s.test(file)) return 'invalid_filename';
  const lengthText = args.raw('content-len');
  if (lengthText === '' || lengthText.length >= MAX_LENGTH_CHARS) return 'invalid_content_len';
  if ([...args.keys].includes('udf-type') && args.raw('udf-type') !== 'LUA') return 'invalid_udf_type';
  const length = /^\d+$/.test(lengthText) ? Number(lengthText) : Number.NaN;
  if (!(length <= 0xffffffff) || length % 4 !== 0) return 'invalid_content_len';
  const content = args.raw('content');
  if (content.length !== length) return 'invalid_content';
  if ((length / 4) * 3 > MAX_MODULE_BYTES) return 'invalid_udf_content_len,>1M';
  if (content === '' || !BASE64.test(content)) return 'invalid_base64_content';
  return { file, source: Buffer.from(content, 'base64') };
}

async function register({ node }: InfoContext, { file, source }: Module): Promise<string> {
  const failure = await node.udf.validate(file, source);
  if (failure !== undefined) return `error=compile_error;${describe(failure)}`;
  return node.udf.modules.put(file, source) ? 'ok' : 'error=timeout';
}

function describe({ file, line, message }: LoadFailure): string {
  return `file=${file};line=${line};message=${Buffer.from(message, 'latin1').toString('base64')}`;
}
