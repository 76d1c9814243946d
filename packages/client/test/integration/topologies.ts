// The places where tests run; see packages/testing.
export * from 'tendril-testing/topologies';
