// Profiles have names, kinds of commands, and limits of one command over them.
import { type Client, policy } from 'tendril';
import { fluent } from 'tendril/fluent';
import { users } from '../../fluent/model';

const named = fluent({} as Client, {
  profiles: {
    quick: { all: { totalTimeout: 50, maxRetries: 1 } },
    careful: { read: { readModeAP: policy.readModeAP.ALL }, write: { durableDelete: true }, query: { totalTimeout: 0 } },
  },
  profile: 'quick',
});
named.as('careful').get(users, 'ann').with({ totalTimeout: 20, signal: AbortSignal.timeout(5) });
