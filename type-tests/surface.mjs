// Every name that the vendor's declarations export, namespaces included, named in a program against Tendril's: as a
// type where it is a type, as a value where it is a value.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compile, vendorDeclarations, work } from './compile.mjs';

const require = createRequire(import.meta.url);
/** Loaded when it is used: the run installs it first. */
let ts;

/** Values that the vendor declares and does not have: a program that uses one fails there. */
const NOT_AT_RUN_TIME = new Set([
  ...['BatchResult', 'BitwisePolicy', 'HLLPolicy', 'RecordStream', 'ScalarOperations', 'UdfJob'],
  ...['batchType.BATCH_TXN_VERIFY', 'batchType.BATCH_TXN_ROLL'],
  ...['lists.ListOperation', 'lists.InvertibleListOp', 'maps.MapOperation', 'hll.HLLOperation'],
  ...['bitwise.BitwiseOperation', 'bitwise.OverflowableBitwiseOp'],
  ...['filter.EqualPredicate', 'filter.RangePredicate', 'filter.GeoPredicate', 'filter.Predicates'],
  ...['cdt.CdtContext', 'exp.operations.ExpOperations'],
]);

function exportsOf() {
  ts ??= require('typescript-5.9');
  const program = ts.createProgram([vendorDeclarations], { noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(vendorDeclarations));
  const names = [];
  const visit = (symbol, path) => {
    for (const entry of checker.getExportsOfModule(symbol)) {
      const target = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry;
      const name = [...path, entry.name].join('.');
      const { flags } = target;
      const isEnum = (flags & ts.SymbolFlags.Enum) !== 0;
      const parameters = (target.declarations ?? []).flatMap((one) => one.typeParameters ?? []);
      if (parameters.every((one) => one.default !== undefined)) {
        if (flags & ts.SymbolFlags.Type) names.push({ name, isType: true });
      }
      if (flags & ts.SymbolFlags.Value && !NOT_AT_RUN_TIME.has(name)) names.push({ name, isType: false });
      if (NOT_AT_RUN_TIME.has(name)) continue;
      if (isEnum) {
        const members = [...target.exports.keys()].map((member) => `${name}.${member}`);
        names.push(...members.filter((one) => !NOT_AT_RUN_TIME.has(one)).map((one) => ({ name: one, isType: false })));
      } else if (flags & ts.SymbolFlags.Module) visit(target, [...path, entry.name]);
    }
  };
  visit(module, []);
  return names;
}

/** @returns {Promise<{ problems: string[], names: number }>} */
export async function surface() {
  const names = exportsOf();
  const file = join(work, 'surface.ts');
  const lines = names.map(({ name, isType }, index) =>
    isType ? `export type T${index} = Tendril.${name};` : `export const v${index} = Tendril.${name};`,
  );
  writeFileSync(file, `${["import * as Tendril from 'tendril';", ...lines].join('\n')}\n`);
  const { lines: output, errors } = await compile({
    typescript: '7',
    types: '24',
    resolution: 'nodenext',
    files: [file],
  });
  if (errors.length === 0) return { problems: output, names: names.length };
  return {
    problems: errors.map(({ line, text }) => `${names[line - 2]?.name ?? file}: ${text}`),
    names: names.length,
  };
}
