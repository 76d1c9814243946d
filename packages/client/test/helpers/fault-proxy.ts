// The proxy of all tests; see packages/testing.
export * from 'tendril-testing/fault-proxy';
