// Operations are collected in an array first.
import Aerospike, { type operations } from 'tendril';

const ops: operations.Operation[] = [Aerospike.operations.incr('n', 1), Aerospike.operations.read('n')];
const more: Aerospike.operations.Operation[] = [];

export { more, ops };
