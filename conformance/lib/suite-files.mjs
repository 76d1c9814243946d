// The files of the vendor's own test suite, by what they are about and need.

/** The suite's files about what Tendril has so far. */
export const FILES = [
  'aerospike_module',
  'apply',
  'batch_apply',
  'batch_exists',
  'batch_get',
  'batch_read',
  'batch_remove',
  'batch_select',
  'batch_write',
  'bigint',
  'bin_projection',
  'bitwise',
  'cdt_context',
  'client',
  'command_queue',
  'config',
  'connect_timeout',
  'double',
  'error',
  'exists',
  'exp',
  'exp_bit',
  'exp_hll',
  'exp_list',
  'exp_map',
  'geojson',
  'get',
  'hll',
  'index',
  'index_job',
  'index_on_exp',
  'info',
  'key',
  'lists',
  'maps',
  'operate',
  'path_expressions',
  'path_operations',
  'policy',
  'put',
  'query',
  'query_blob_filter',
  'query_blob_filter_exp',
  'query_geojson_filter',
  'query_geojson_filter_exp',
  'query_numeric_filter',
  'query_numeric_filter_exp',
  'query_string_filter',
  'query_string_filter_exp',
  'remove',
  'remove_bin',
  'replica_random',
  'scan',
  'select',
  'set_xdr_filter',
  'status',
  'timeout_delay',
  'truncate',
  'udf',
];

/**
 * Its files about transactions and other features of the Enterprise Edition, which run where the namespace is strongly
 * consistent. Nowhere run: `metrics_cluster_name` and `metrics_node_close`, which start containers with docker, and
 * `metrics_key_busy` and `prefer_rack`, which want three racks at fixed ports and somebody to read what is printed.
 */
export const TRANSACTION_FILES = ['enterprise', 'mrt_api', 'mrt_functionality', 'mrt_backward_compatible'];

/** Those that mostly sleep: to be run beside the others, on a server of their own. */
export const PATIENT_FILES = ['circuit_breaker', 'dynamic_config', 'metrics', 'stats'];

/** Its files about security, and some of those whose commands need a permission each. */
export const SECURITY_FILES = [
  'admin',
  'apply',
  'batch_apply',
  'batch_read',
  'batch_remove',
  'batch_write',
  'client',
  'config_pki',
  'exists',
  'get',
  'info',
  'operate',
  'put',
  'remove',
  'truncate',
  'udf',
];
