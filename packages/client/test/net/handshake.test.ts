// The part of a socket's life in which it is let in. With sockets: dialer.test.ts.

import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { Admission, type Handshake, type HandshakePeer } from '../../src/net/handshake.ts';
import { infoFrame } from '../helpers/frames.ts';

const NOBODY: HandshakePeer = { send() {}, open() {}, fail() {} };
const TOO_MUCH = { kind: 'protocol', message: 'The server sent more than it was asked for' };

function world(onText: (admission: Admission, text: string) => void = () => {}) {
  const told: string[] = [];
  const handshake: Handshake = {
    begin: () => told.push('begin'),
    onFrame(_type, buffer, start, end) {
      const text = buffer.toString('latin1', start, end);
      told.push(text);
      onText(admission, text);
    },
    onGone: () => told.push('gone'),
    onDistrusted: () => told.push('distrusted'),
  };
  const admission = new Admission(handshake);
  admission.begin(NOBODY);
  return { admission, told };
}

function push(admission: Admission, ...chunks: readonly Buffer[]): void {
  for (const chunk of chunks) admission.push(chunk, chunk.length);
}

test('a handshake is given whole frames, however they are cut', () => {
  const { admission, told } = world();
  const bytes = Buffer.concat([infoFrame('one'), infoFrame('two')]);
  push(admission, ...Array.from(bytes, (byte) => Buffer.of(byte)));
  deepStrictEqual(told, ['begin', 'one', 'two']);
});

test('once the socket is let in nothing more may come, not even the beginning of a frame', () => {
  const letsIn = (admission: Admission): void => admission.onLetIn();
  const first = infoFrame('one');
  for (const more of [infoFrame('two'), infoFrame('two').subarray(0, 1)]) {
    const { admission, told } = world(letsIn);
    throws(() => push(admission, Buffer.concat([first, more])), TOO_MUCH);
    deepStrictEqual(told, ['begin', 'one']);
  }
  const { admission } = world(letsIn);
  push(admission, first);
});

test('a handshake hears once that its socket is gone, and nothing after it', () => {
  const { admission, told } = world((it) => it.onGone());
  push(admission, Buffer.concat([infoFrame('one'), infoFrame('two')]));
  admission.onGone();
  deepStrictEqual(told, ['begin', 'one', 'gone']);
});

test('a handshake that has done its work does not hear that its socket is gone', () => {
  const { admission, told } = world();
  admission.onLetIn();
  admission.onGone();
  deepStrictEqual(told, ['begin']);
});

test('an answer that is longer than any login is refused before memory is taken for it', () => {
  const { admission, told } = world();
  const header = infoFrame('').subarray(0, 8);
  header.writeUIntBE(64 * 1024 + 1, 2, 6);
  throws(() => push(admission, header), Error);
  strictEqual(told.length, 1);
});
