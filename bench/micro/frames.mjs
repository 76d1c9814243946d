// FrameSplitter: nanoseconds per frame, for replies that arrive many at once, cut in two, or in many pieces.
import { finish, internal, measureGroup } from './measure.mjs';

const { FrameSplitter } = internal('wire/proto.js');

const FRAMES = 64;
const SMALL_BODY = 140;
const LARGE_BODY = 1_000_000;
const READ_BYTES = 128 * 1024;

function frame(bodyBytes) {
  const bytes = Buffer.alloc(8 + bodyBytes);
  bytes[0] = 2;
  bytes[1] = 3;
  bytes.writeUInt32BE(bodyBytes, 4);
  return bytes;
}

let seen = 0;
const splitter = new FrameSplitter((_type, _buffer, start, end) => {
  seen += end - start;
});

const many = Buffer.concat(new Array(FRAMES).fill(frame(SMALL_BODY)));
const middle = Math.floor(many.length / 2) + 30;
const large = frame(LARGE_BODY);

await measureGroup(
  {
    [`${FRAMES} frames of ${SMALL_BODY} bytes in one chunk, per frame`]: () => {
      splitter.push(many);
      return seen;
    },
    [`${FRAMES} frames of ${SMALL_BODY} bytes in two chunks, per frame`]: () => {
      splitter.push(many, 0, middle);
      splitter.push(many, middle);
      return seen;
    },
  },
  { per: FRAMES, batch: 128 },
);
await measureGroup(
  {
    [`one frame of 1 MB in reads of ${READ_BYTES / 1024} KiB`]: () => {
      for (let at = 0; at < large.length; at += READ_BYTES) {
        splitter.push(large, at, Math.min(at + READ_BYTES, large.length));
      }
      return seen;
    },
  },
  { batch: 8 },
);
finish();
