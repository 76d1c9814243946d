// User-defined functions: their modules, and calls of them on one record. Not there yet; see ../missing.ts.

import type { AerospikeBins } from '../../model/bin-value.ts';
import type { KeyInput } from '../../model/key.ts';
import type { ApplyPolicyOptions } from '../../model/policies/record-policies.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Record } from '../../model/record.ts';
import type { UdfJob } from '../missing/job.ts';
import type { UDF } from '../missing/udf.ts';
import type { Options, Tail } from './tail.ts';

type Apply = Options<ApplyPolicyOptions>;
type Policy = InfoPolicyOptions | null | undefined;
type Language = number | null | undefined;

/** User-defined functions. */
export interface UdfCommands {
  /**
   * Calls a user-defined function on a record.
   *
   * @param udf - Module, function and arguments.
   * @param policy - Laid over `Config.policies.apply`.
   * @returns What the function returns.
   */
  apply<B extends object = AerospikeBins>(key: KeyInput, udf: UDF, policy?: Apply): Promise<Record<B>>;
  apply<B extends object = AerospikeBins>(key: KeyInput, udf: UDF, ...rest: Tail<[policy: Apply], Record<B>>): void;

  /**
   * Registers a module of functions with the cluster.
   *
   * @param udfPath - Path of its file.
   * @param udfType - A value of `language`; default `LUA`.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when all nodes have the module.
   */
  udfRegister(udfPath: string, udfType?: Language, policy?: Policy): Promise<UdfJob>;
  udfRegister(udfPath: string, policy?: Policy): Promise<UdfJob>;
  udfRegister(udfPath: string, ...rest: Tail<[udfType: Language, policy: Policy], UdfJob>): void;
  udfRegister(udfPath: string, ...rest: Tail<[policy: Policy], UdfJob>): void;

  /**
   * Removes a module of functions from the cluster.
   *
   * @param udfModule - Name of the module.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when no node has the module.
   */
  udfRemove(udfModule: string, policy?: Policy): Promise<UdfJob>;
  udfRemove(udfModule: string, ...rest: Tail<[policy: Policy], UdfJob>): void;
}
