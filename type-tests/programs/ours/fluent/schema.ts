// A schema says what is given and what is read; one of the interface as its specification has it will do.
import { dataSet } from 'tendril/fluent';
import { db, people, same, schema } from '../../fluent/model';

/** As it stands at standardschema.dev. */
interface Standard<Input, Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown, options?: { libraryOptions?: Record<string, unknown> }) => Result<Output> | Promise<Result<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}
type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: ReadonlyArray<Issue> };
interface Issue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}
declare const foreign: Standard<{ title: string; year?: number }, { title: string; year: number }>;
declare const part: Standard<{ title?: string }, { title?: string }>;

export async function checked(): Promise<void> {
  const books = dataSet('test', 'books', { schema: foreign, partial: part, checkReads: true });
  await db.insert(books, 'emma', { title: 'Emma' });
  const book = await db.get(books, 'emma').orThrow();
  same<typeof book, { title: string; year: number }>();
  await db.insert(people, 'ann', { name: 'Ann' });
}
