// A data set has lifetimes and may leave keys out.
import type { Key } from 'tendril';
import { dataSet } from 'tendril/fluent';
import { same } from '../../fluent/model';

const notes = dataSet<{ text: string }, bigint>('test', 'notes', { expiresIn: { days: 1, hours: 12 }, sendKey: false });
same<ReturnType<typeof notes.key>, Key>();
notes.key(7n);
