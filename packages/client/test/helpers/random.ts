// The random source of all tests; see packages/testing.
export * from 'tendril-testing/random';
