// User-defined functions: their modules, and calls of them on one record, in their public forms. How they are sent is
// in command/udf/.

import { anyInfo } from '../../command/info/info-requests.ts';
import { APPLY_RECORD } from '../../command/udf/apply-method.ts';
import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { KeyInput } from '../../model/key.ts';
import type { ApplyPolicyOptions } from '../../model/policies/record-policies.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Record } from '../../model/record.ts';
import { CORE } from '../lifecycle/core-of.ts';
import { UdfJob } from '../streams/job.ts';
import { callbackOf, deliver, optionalArgument } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Options, Tail } from './tail.ts';

/** A call of a user-defined function. */
export interface UDF {
  /** Name under which the module was registered, without its suffix `.lua`. */
  module: string;
  /** Name of the function in the module. */
  funcname: string;
  /** Arguments that the function takes after the record; default none. */
  args?: AerospikeBinValue[] | undefined;
}

type Apply = Options<ApplyPolicyOptions>;
type Policy = InfoPolicyOptions | null | undefined;
type Language = number | null | undefined;

/** User-defined functions, written in Lua, that the servers run. */
export interface UdfCommands {
  /**
   * Calls a user-defined function on a record, which need not exist: the function may create it.
   *
   * @param udf - Module, function and arguments.
   * @param policy - Laid over `Config.policies.apply`.
   * @returns What the function returns.
   * @throws AerospikeError `ERR_UDF` if there is no such function, or it failed: the message says where. `ERR_PARAM`
   *   for what is not a call.
   *
   * @example
   * import { writeFileSync } from 'node:fs';
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * writeFileSync('/tmp/sums.lua', 'function add(record, bin, n) return (record[bin] or 0) + n end');
   * const job = await client.udfRegister('/tmp/sums.lua');
   * await job.waitUntilDone(20);
   * const key = new Key('test', 'demo', 'apply');
   * await client.put(key, { n: 1 });
   * console.log(await client.apply(key, { module: 'sums', funcname: 'add', args: ['n', 2] })); // 3
   * await client.udfRemove('sums.lua');
   * client.close();
   */
  apply<B extends object = AerospikeBins>(key: KeyInput, udf: UDF, policy?: Apply): Promise<Record<B>>;
  apply<B extends object = AerospikeBins>(key: KeyInput, udf: UDF, ...rest: Tail<[policy: Apply], Record<B>>): void;

  /**
   * Registers a module of functions with the cluster, under the name of its file, in place of the one of that name.
   *
   * @param udfPath - Path of the file, at most 1 MiB.
   * @param udfType - A value of `language`; default `LUA`.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when all nodes have the module.
   * @throws AerospikeError `ERR_CLIENT` if the file cannot be read; `ERR_PARAM` if it is too large; the code of the
   *   server, with the line, if it does not compile.
   */
  udfRegister(udfPath: string, udfType?: Language, policy?: Policy): Promise<UdfJob>;
  udfRegister(udfPath: string, policy?: Policy): Promise<UdfJob>;
  udfRegister(udfPath: string, ...rest: Tail<[udfType: Language, policy: Policy], UdfJob>): void;
  udfRegister(udfPath: string, ...rest: Tail<[policy: Policy], UdfJob>): void;

  /**
   * Removes a module of functions from the cluster. Removing one that does not exist is harmless.
   *
   * @param udfModule - Name of the module with its suffix, as in `sums.lua`.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when no node has the module any more.
   * @throws AerospikeError `ERR_PARAM` for what is not a name.
   */
  udfRemove(udfModule: string, policy?: Policy): Promise<UdfJob>;
  udfRemove(udfModule: string, ...rest: Tail<[policy: Policy], UdfJob>): void;
}

/** Loaded when first used. */
function modules() {
  return require('../../command/udf/udf-modules.js') as typeof import('../../command/udf/udf-modules.ts');
}

/** @internal */
export const udfCommands: Implementation<UdfCommands> = {
  apply(key, udf, policy, callback) {
    const outcome = this[CORE].execute(APPLY_RECORD, key, udf, optionalArgument(policy));
    return deliver(outcome, callbackOf<unknown>(policy, callback));
  },

  udfRegister(udfPath, udfType, policy, callback) {
    const isPolicy = typeof udfType === 'object' && udfType !== null;
    const given = optionalArgument(isPolicy ? udfType : policy);
    const type = isPolicy ? undefined : optionalArgument(udfType);
    const outcome = this[CORE].requestInfo('udfRegister', given, async (link, resolved) => {
      const { registerCommand, checkModuleReply, moduleName } = modules();
      const command = await registerCommand(udfPath, type);
      checkModuleReply(await anyInfo(link, [command], resolved));
      return new UdfJob(this as never, moduleName(udfPath as string), UdfJob.REGISTER);
    });
    return deliver(outcome, callbackOf<UdfJob>(udfType, policy, callback));
  },

  udfRemove(udfModule, policy, callback) {
    const outcome = this[CORE].requestInfo('udfRemove', optionalArgument(policy), async (link, resolved) => {
      const { removeCommand, checkModuleReply } = modules();
      checkModuleReply(await anyInfo(link, [removeCommand(udfModule)], resolved));
      return new UdfJob(this as never, udfModule as string, UdfJob.UNREGISTER);
    });
    return deliver(outcome, callbackOf<UdfJob>(policy, callback));
  },
};
