// Answers info requests: finds each command in the catalogue, runs it, and puts the reply together
// (docs/protocol/info.md). A command that fails says so in its own value; the others are answered all the same.

import { type InfoCommand, parseInfoRequest, WireError } from 'tendril/wire';
import { PERMISSION } from '../command/permission.ts';
import { MAX_INFO_COMMANDS, MAX_INFO_NAME_BYTES, MAX_INFO_REPLY_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import { administrationCommands } from './administration.ts';
import { configurationCommands } from './configuration.ts';
import { discoveryCommands } from './discovery.ts';
import { enterpriseCommands, identityCommands } from './identity.ts';
import { indexCommands } from './indexes.ts';
import { InfoArguments } from './info-arguments.ts';
import type { InfoCatalogue, InfoCommandHandler, InfoConnection, InfoContext } from './info-context.ts';
import { badParameter, InfoFailure, securityFailure } from './info-failure.ts';
import { PERMISSIONS } from './permissions.ts';
import { queryCommands } from './queries.ts';
import { rosterCommands } from './rosters.ts';
import { statisticsCommands } from './statistics.ts';
import { udfCommands } from './udf.ts';

/** What an empty request is answered with. */
const SUMMARY = [
  'features',
  'node',
  'compatibility-id',
  'edition',
  'build_ee_sha',
  'build_sha',
  'build_arch',
  'build_time',
  'build_os',
  'build',
  'version',
  'statistics',
  'services-alumni',
  'services',
  'partition-generation',
];

export class InfoService {
  readonly #context: InfoContext;
  readonly #handlers: ReadonlyMap<string, InfoCommandHandler>;

  constructor(context: InfoContext) {
    this.#context = context;
    const catalogues: InfoCatalogue[] = [
      identityCommands,
      enterpriseCommands,
      discoveryCommands,
      statisticsCommands,
      configurationCommands,
      administrationCommands,
      udfCommands,
      indexCommands,
      queryCommands,
      rosterCommands,
    ];
    this.#handlers = new Map(catalogues.flatMap((catalogue) => Object.entries(catalogue)));
  }

  /**
   * The reply body: for each command its text as received, a TAB, its value. A promise when a command takes its time; it
   * is never rejected but for the reason below.
   *
   * @throws WireError for more commands than a client has reason to send, or that ask for more than it could want.
   */
  answer(requestText: string, connection: InfoConnection): string | Promise<string> {
    const { guard } = connection.principal;
    const refused = guard === undefined ? RESULT.OK : guard.admit('info request');
    if (refused !== RESULT.OK) return `${securityFailure(refused, PERMISSION.NONE).value}\n`;
    const text = requestText === '' ? SUMMARY.map((name) => `${name}\n`).join('') : requestText;
    if (linesOf(text, MAX_INFO_COMMANDS + 1) > MAX_INFO_COMMANDS)
      throw new WireError(`An info request has more than ${MAX_INFO_COMMANDS} commands`);
    return this.#answerFrom(parseInfoRequest(text), 0, '', connection);
  }

  /** The commands from number `at` on, behind what is answered already. One that takes its time makes the others wait. */
  #answerFrom(
    commands: readonly InfoCommand[],
    at: number,
    answered: string,
    connection: InfoConnection,
  ): string | Promise<string> {
    let reply = answered;
    for (let i = at; i < commands.length; i++) {
      const { text, name, args } = commands[i] as InfoCommand;
      if (reply.length > MAX_INFO_REPLY_BYTES)
        throw new WireError(`The reply to an info request has more than ${MAX_INFO_REPLY_BYTES} bytes`);
      const value = this.#value(name, args, connection);
      if (typeof value !== 'string')
        return value.then((late) => this.#answerFrom(commands, i + 1, `${reply}${text}\t${late}\n`, connection));
      reply += `${text}\t${value}\n`;
    }
    return reply;
  }

  #value(name: string, args: string, connection: InfoConnection): string | Promise<string> {
    try {
      const handler = name.length > MAX_INFO_NAME_BYTES ? undefined : this.#handlers.get(name);
      if (handler === undefined) return this.#refuse(name);
      const parsed = new InfoArguments(args);
      this.#checkPermission(name, parsed, connection);
      return handler(this.#context, parsed, connection);
    } catch (error) {
      if (error instanceof InfoFailure) return error.value;
      throw error;
    }
  }

  /** Truncation is the one command that may be allowed for a namespace or a set. */
  #checkPermission(name: string, args: InfoArguments, { principal: { guard } }: InfoConnection): void {
    const permission = guard === undefined ? undefined : PERMISSIONS.get(name);
    if (guard === undefined || permission === undefined) return;
    const isScoped = permission === PERMISSION.TRUNCATE;
    const [namespace, set] = isScoped ? [args.raw('namespace'), args.raw('set')] : ['', ''];
    const result = guard.info(name, permission, namespace, set, args.text);
    if (result !== RESULT.OK) throw securityFailure(result, permission);
  }

  #refuse(name: string): string {
    this.#context.node.log.unsupported(`the info command "${name.slice(0, MAX_INFO_NAME_BYTES)}"`);
    return badParameter('unrecognized command').value;
  }
}

/** How many lines there are, up to `limit`; counted before anything is made of them. */
function linesOf(text: string, limit: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && lines < limit; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
