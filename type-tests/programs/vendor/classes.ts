// Inheriting from the client, errors of its own, listeners, configuration that is read again.
import Aerospike, { AerospikeError, Client, Config, type ConfigOptions, Key, status } from 'tendril';

export class Database extends Client {
  constructor(config: ConfigOptions) {
    super(config);
    this.captureStackTraces = true;
  }

  async find(id: string) {
    try {
      return (await this.get(new Key('test', 'demo', id))).bins;
    } catch (error) {
      if (error instanceof AerospikeError && error.code === status.ERR_RECORD_NOT_FOUND) return null;
      throw error;
    }
  }
}

export class NotFound extends AerospikeError {
  constructor(readonly id: string) {
    super(`There is no ${id}`);
  }
}

export function explain(error: AerospikeError): string {
  const { code, func, file, line, inDoubt } = error;
  if (error.client) error.client.close();
  return [status.getMessage(code), func, file, line, inDoubt, error.command?.name].join();
}

const config = new Config({ hosts: [{ addr: 'localhost', port: 3000 }], policies: { read: { totalTimeout: 1 } } });
const client = Aerospike.client(config);
client.on('nodeAdded', (event) => console.log(event));
client.once('disconnected', () => {});
client.on('custom', (one: number, two: string) => console.log(one, two));
client.setMaxListeners(20).emit('custom', 1, '2');
console.log(config.modlua.userPath, config.policies.read?.totalTimeout, config.hosts.length, client.config.port);
const { commands, nodes } = client.stats();
console.log(commands.inFlight, nodes[0]?.asyncConnections.opened, client.getNodes()[0]?.port);
