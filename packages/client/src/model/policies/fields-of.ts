// The documented fields of a kind of policy, as the table has them: from here its options get their types.

import type { BasePolicyOptions, BatchFields, CommandFields, StreamFields } from './fields.ts';
import type { Kind, Own } from './table.ts';

type AllFields = BasePolicyOptions & CommandFields & BatchFields & StreamFields;

/** The fields that a kind has beside those of every command. */
export type FieldsOf<Name extends Kind> = Pick<AllFields, Own<Name> & keyof AllFields>;
