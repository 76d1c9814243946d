// How the bytes of a reply reach the client: whole, in pieces, late, in part, or not at all.

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a reply, one way or another. Resolves when the next one on the connection may be sent: a server answers in order. */
export async function send(socket, { how, at, limitMs }, bytes) {
  const middle = Math.floor(at * bytes.length);
  switch (how) {
    case 'whole':
      socket.write(bytes);
      return;
    case 'bytewise':
      await trickle(socket, bytes, 1, 300);
      return;
    case 'pieces':
      await trickle(socket, bytes, 1 + middle, 50);
      return;
    case 'late':
      await pause(at * 2 * limitMs);
      socket.write(bytes);
      return;
    case 'cut':
      socket.end(bytes.subarray(0, middle));
      return;
    case 'stalled':
      socket.write(bytes.subarray(0, 1 + middle));
      return;
    case 'closed':
      socket.end();
      return;
    case 'reset':
      socket.write(bytes.subarray(0, middle));
      socket.resetAndDestroy();
      return;
    case 'twice':
      socket.write(Buffer.concat([bytes, bytes]));
      return;
    case 'unasked':
      socket.write(bytes);
      await pause(at * limitMs);
      socket.write(bytes);
      return;
  }
}

/** Piece by piece, as the network might deliver it; the rest at once when there are too many. */
async function trickle(socket, bytes, size, most) {
  let sent = 0;
  for (let left = most; left > 0 && sent < bytes.length; left--, sent += size) {
    socket.write(bytes.subarray(sent, sent + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (sent < bytes.length) socket.write(bytes.subarray(sent));
}
