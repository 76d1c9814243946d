// Keeps a tested process on this machine: invented addresses are refused as closed ports are, invented names are not found.
import dns from 'node:dns';
import net from 'node:net';

const CLOSED_PORT = 1;
const isHere = (host) => host === undefined || host === 'localhost' || host === '::1' || /^(::ffff:)?127\./.test(host);

export function fence() {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...given) {
    const options = Array.isArray(given[0]) ? given[0][0] : given[0];
    if (typeof options === 'object' && !isHere(options.host))
      Object.assign(options, { host: '127.0.0.1', port: CLOSED_PORT });
    return connect.apply(this, given);
  };
  const notFound = (host) => Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  dns.lookup = (host, options, callback = options) => {
    if (isHere(host))
      setImmediate(callback, null, options?.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4);
    else setImmediate(callback, notFound(host));
  };
  dns.promises.lookup = async (host, options) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (!isHere(host)) throw notFound(host);
    return options?.all ? [{ address: '127.0.0.1', family: 4 }] : { address: '127.0.0.1', family: 4 };
  };
}
