// A thread that runs scripts: one engine, one script at a time. It shares nothing with the server but messages, so that
// whatever a script does, ending the thread ends it.

import { type MessagePort, parentPort } from 'node:worker_threads';
import type { FromThread, Outcome, ScriptMessage, StreamMessage, ToThread } from '../thread-messages.ts';
import { startEngine } from './lua-c.ts';
import { LuaMachine } from './lua-machine.ts';
import { StreamPort } from './stream-port.ts';

async function main(server: MessagePort): Promise<void> {
  const modules = new Map<string, Uint8Array>();
  let stream: StreamPort | undefined;
  const send = (message: FromThread) => server.postMessage(message);
  const machine = new LuaMachine(await startEngine(), {
    log: (level, text) => send({ type: 'log', level, text }),
    source: (name) => modules.get(name),
    read: () => stream?.read(),
    write: (type, value) => stream?.write(type, value),
  });

  const runStream = (message: StreamMessage): Outcome => {
    stream = new StreamPort(
      message,
      () => machine.renew(message.budgetMs),
      () => machine.renew(0),
    );
    const outcome = machine.call(message.module, 'applyStream', message.request, message.budgetMs);
    const values = stream.end();
    stream = undefined;
    return outcome.kind === 'answer' ? { kind: 'answer', bytes: values } : outcome;
  };

  const run = (message: ScriptMessage): Outcome => {
    switch (message.type) {
      case 'record':
        return machine.call(message.module, 'applyRecord', message.request, message.budgetMs);
      case 'stream':
        return runStream(message);
      case 'validate':
        return machine.validate(message.file, message.source, message.budgetMs);
    }
  };

  server.on('message', (message: ToThread) => {
    if (message.type === 'modules') {
      machine.forget();
      modules.clear();
      for (const [name, source] of message.modules) modules.set(name, source);
      return;
    }
    // What is thrown here is none of Lua's errors: the engine is in no state to go on, and the thread ends with it.
    send({ type: 'done', outcome: run(message), isWorn: machine.isWorn });
  });
  send({ type: 'ready' });
}

if (parentPort !== null) void main(parentPort);
