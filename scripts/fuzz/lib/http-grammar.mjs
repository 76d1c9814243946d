// HTTP requests as clients write them and as none should: methods, targets, fields, bodies, framing; and a strict reader
// of answers.
import { mutateBytes, mutateText, noise, number, pick } from './mutate.mjs';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
const ODD_METHODS = ['OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'get', 'PROPFIND', 'G E T', ''];

/** Only a body as a whole has many names. */
const WIDE_DEPTH = 4;

const value = (random, depth) =>
  random.weighted([
    [4, () => String(random.below(1000))],
    [2, () => number(random) || '0'],
    [1, () => pick(random, ['-0', '-0.0', '1e400', '0.1', '9223372036854775807', '-9223372036854775809', '01', 'NaN'])],
    [2, () => JSON.stringify(noise(random, random.below(20)).toString('latin1'))],
    [1, () => pick(random, ['"\\ud800"', '"\\u0000"', '"é"', '"', 'true', 'null', 'tru'])],
    [depth > 0 ? 2 : 0, () => `[${many(random, depth)}]`],
    [depth > 0 ? 2 : 0, () => object(random, depth)],
    [0.05, () => '['.repeat(random.below(100_000))],
    [0.05, () => `${'[1,'.repeat(500)}1${']'.repeat(500)}`],
    [0.05, () => `"${'x'.repeat(random.below(200_000))}"`],
  ])();

const many = (random, depth) => Array.from({ length: random.below(4) }, () => value(random, depth - 1)).join(',');

function object(random, depth) {
  const isWide = depth === WIDE_DEPTH && random.below(200) === 0;
  const names = ['a', 'b', 'n', '__proto__', 'constructor', '', 'averyverylongname', 'é', 'a'];
  const count = isWide ? random.below(40_000) : random.below(5);
  const entries = Array.from({ length: count }, (_, at) => {
    if (isWide) return `"b${at}":${at}`;
    return `${JSON.stringify(pick(random, names))}:${value(random, depth - 1)}`;
  });
  return `{${entries.join(',')}}`;
}

const target = (random) =>
  random.weighted([
    [6, () => `/h${random.below(20)}`],
    [1, () => `/${encodeURIComponent(noise(random, random.below(20)).toString('latin1'))}`],
    [1, () => `/%${noise(random, 1).toString('hex')}%${random.below(10)}`],
    [
      1,
      () =>
        pick(random, [
          '/',
          '//',
          '*',
          '/status',
          '/?x',
          'http://h/h1',
          'h',
          '/h1#f',
          '/..%2f',
          `/${'k'.repeat(random.below(20_000))}`,
        ]),
    ],
  ])();

const FIELDS = [
  () => 'Expect: 100-continue',
  () => 'Connection: close',
  () => 'Connection: keep-alive',
  (random) => `If-Match: "${number(random)}"`,
  (random) => `If-None-Match: ${pick(random, ['*', '"1"', 'W/"1"', '"', ''])}`,
  () => 'Content-Type: application/json',
  (random) => `Content-Encoding: ${pick(random, ['gzip', 'identity', ''])}`,
  (random) => `Content-Length: ${number(random)}`,
  (random) => `Transfer-Encoding: ${pick(random, ['chunked', 'gzip, chunked', 'identity', 'x'])}`,
  (random) => `Host: ${pick(random, ['a', '', '127.0.0.1:1', 'b'])}`,
  (random) => `X-${number(random)}: ${'y'.repeat(random.below(20_000))}`,
  () => 'Upgrade: websocket',
  () => 'Expect: nothing',
];

/** A request of which every part may be wrong. */
function request(random) {
  const method = pick(random, random.below(12) === 0 ? ODD_METHODS : METHODS);
  const body = Buffer.from(random.below(3) === 0 ? value(random, 4) : object(random, 4));
  const hasBody = method === 'POST' || method === 'PUT' ? random.below(20) !== 0 : random.below(10) === 0;
  const isChunked = random.below(6) === 0;
  const lines = [
    `${method} ${target(random)} HTTP/${random.below(12) === 0 ? pick(random, ['1.0', '2.0', '0.9', '1.1x']) : '1.1'}`,
  ];
  if (random.below(15) !== 0) lines.push('Host: 127.0.0.1');
  if (hasBody) lines.push(isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`);
  while (random.below(3) === 0) lines.push(pick(random, FIELDS)(random));
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (!hasBody) return head;
  const chunk = isChunked ? [`${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'] : [body];
  return Buffer.concat([head, ...chunk.map((part) => Buffer.from(part))]);
}

/** Bytes on a connection, most of them a request. */
export function hostileBytes(random) {
  return random.weighted([
    [8, () => request(random)],
    [6, () => mutateBytes(random, request(random))],
    [3, () => Buffer.from(mutateText(random, request(random).toString('latin1')), 'latin1')],
    [1, () => request(random).subarray(0, random.below(200))],
    [0.5, () => noise(random, random.below(200))],
    [0.5, () => Buffer.from('\r\n'.repeat(random.below(200)))],
  ])();
}

/** A request that is what it should be. */
export function plainBytes({ method, key, n }) {
  const body = method === 'PUT' ? JSON.stringify({ key, n }) : '';
  const length = method === 'PUT' ? `Content-Length: ${body.length}\r\n` : '';
  return Buffer.from(`${method} /${key} HTTP/1.1\r\nHost: 127.0.0.1\r\n${length}\r\n${body}`);
}

/** The answers in the bytes to requests with these methods, `{ status, body }`; a text where there is no answer. */
export function readAnswers(bytes, methods) {
  const answers = [];
  let at = 0;
  for (const method of methods) {
    const headEnd = bytes.indexOf('\r\n\r\n', at);
    if (headEnd === -1) return `${answers.length} answers to ${methods.length} requests`;
    const head = bytes.toString('latin1', at, headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (!(status >= 200)) return `No status line: ${JSON.stringify(head.slice(0, 100))}`;
    const length =
      method === 'HEAD' || status === 204 || status === 304 ? 0 : Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const end = headEnd + 4 + length;
    if (!(end <= bytes.length)) return `An answer is cut: ${JSON.stringify(head.slice(0, 200))}`;
    answers.push({ status, body: bytes.toString('utf8', headEnd + 4, end) });
    at = end;
  }
  return at === bytes.length ? answers : `${bytes.length - at} bytes after the last answer`;
}
