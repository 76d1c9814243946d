// What one operation of a workload is, the same for both clients: the public API as an application calls it, with a new
// key object each time and default policies.

export const OPERATIONS = {
  get: (client, key) => client.get(key),
  put: (client, key, bins) => client.put(key, bins),
};
