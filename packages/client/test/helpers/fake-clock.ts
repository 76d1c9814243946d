// The clock of all tests; see packages/testing.
export * from 'tendril-testing/fake-clock';
