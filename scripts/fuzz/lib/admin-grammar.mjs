// Admin messages: logins with right and wrong credentials, and everything that there is to do to users and roles, whole
// and changed. Passwords are the empty one and others; the change of a password never comes whole, so that it stays.
import { mutateBytes, noise, pick } from './mutate.mjs';
import { frame } from './scripted-node.mjs';

/** What clients send in place of an empty password. */
export const CREDENTIAL = '$2a$10$7EqJtq98hPqEX7fNZaFWoOLCkFexA7A9eoJ0Ew.mTDdk.E60D.9zS';
const OTHER = '$2a$10$7EqJtq98hPqEX7fNZaFWoO1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa';
const NO_PASSWORD = '$2a$10$7EqJtq98hPqEX7fNZaFWoOePA2sZy..tlOF99W2N0g5KZ3dLaw8WO';

const LOGIN = 20;
const CHANGE_PASSWORD = 4;
const QUERY_USERS = 9;
const QUERY_ROLES = 16;
const COMMANDS = [0, 1, 2, 3, 5, 6, QUERY_USERS, 10, 11, 12, 13, 14, 15, QUERY_ROLES, LOGIN];
const USERS = ['admin', 'reader', 'maker', 'f1', 'f2', '', 'x'.repeat(64), '\0', 'é'];
const ROLES = ['read', 'superuser', 'user-admin', 'g1', 'g2', '', 'y'.repeat(64)];
const ADDRESSES = ['', '127.0.0.1', '10.0.0.0/8,::1', '::/0', '1.2.3.4/33', 'here', ',,,', '0.0.0.0/0'.repeat(300)];

export function adminFrame(command, fields) {
  const head = Buffer.alloc(16);
  head[2] = command;
  head[3] = fields.length;
  return frame(2, Buffer.concat([head, ...fields]));
}

function field(id, value) {
  const bytes = Buffer.from(value);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length + 1);
  head[4] = id;
  return Buffer.concat([head, bytes]);
}

const short = (text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
const list = (items) => Buffer.concat([Buffer.from([items.length]), ...items]);
const several = (random, most, make) => Array.from({ length: random.below(most) }, make);

function privilege(random) {
  const code = pick(random, [0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 5, 15, 99]);
  if (code < 10) return Buffer.from([code]);
  return Buffer.concat([
    Buffer.from([code]),
    short(pick(random, ['', 'test', 'n'.repeat(40)])),
    short(pick(random, ['', 'fuzz'])),
  ]);
}

const VALUES = {
  0: (random) => pick(random, USERS),
  1: (random) => pick(random, [CREDENTIAL, OTHER, NO_PASSWORD, 'short', '']),
  3: (random) => pick(random, [CREDENTIAL, OTHER, NO_PASSWORD, '']),
  4: (random) => pick(random, ['', 'clear', 'p'.repeat(100)]),
  5: (random) => noise(random, random.below(150)),
  10: (random) => list(several(random, random.below(20) === 0 ? 255 : 5, () => short(pick(random, ROLES)))),
  11: (random) => pick(random, ROLES),
  12: (random) => list(several(random, random.below(20) === 0 ? 255 : 5, () => privilege(random))),
  13: (random) => pick(random, ADDRESSES),
  14: (random) => noise(random, pick(random, [4, 4, 4, 0, 3])),
  15: (random) => noise(random, pick(random, [4, 4, 4, 0, 5])),
  18: (random) => noise(random, 4),
  77: (random) => noise(random, random.below(20)),
};
const IDS = Object.keys(VALUES).map(Number);
/** The fields of each command. */
const USUAL = {
  0: [0, 5],
  1: [0, 1, 10],
  2: [0],
  3: [0, 1],
  5: [0, 10],
  6: [0, 10],
  9: [0],
  10: [11, 12, 13, 14, 15],
  11: [11],
  12: [11, 12],
  13: [11, 12],
  14: [11, 13],
  15: [11, 14, 15],
  16: [11],
  20: [0, 3],
};

function invented(random) {
  const command = pick(random, COMMANDS);
  const ids =
    random.below(4) === 0
      ? several(random, 8, () => pick(random, IDS))
      : USUAL[command].filter(() => random.below(8) > 0);
  return adminFrame(
    command,
    ids.map((id) => field(id, VALUES[id](random))),
  );
}

const changedPassword = () => adminFrame(CHANGE_PASSWORD, [field(0, 'reader'), field(2, OTHER), field(1, CREDENTIAL)]);

export function planAdmin(random) {
  return random.weighted([
    [6, () => invented(random)],
    [6, () => mutateBytes(random, invented(random))],
    [1, () => mutateBytes(random, changedPassword())],
    [1, () => adminFrame(pick(random, COMMANDS), [field(pick(random, [0, 11, 3]), 'x'.repeat(random.below(300_000)))])],
    [1, () => frame(2, noise(random, random.below(60)))],
  ])();
}

export const loginFrame = (user) => adminFrame(LOGIN, [field(0, user), field(3, CREDENTIAL)]);
export const USERS_FRAME = adminFrame(QUERY_USERS, []);
export const ROLES_FRAME = adminFrame(QUERY_ROLES, []);
