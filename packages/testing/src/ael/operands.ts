// Values that are not made of other values: a constant, a bin, an element of one, what the server knows of the record.

import { exp } from 'tendril';
import { bits, count, element } from './elements.ts';
import { entryOf, floatLiteral, INT_BINS, intLiteral, TEXT_BINS, textLiteral, typedBin } from './literals.ts';
import { atom, type Maker, type Phrases } from './phrases.ts';

export function integerOperands(phrases: Phrases): Maker[] {
  return [
    () => intLiteral(phrases),
    () => typedBin(phrases.pick(INT_BINS), 'INT', exp.binInt),
    () => typedBin(phrases.pick(INT_BINS), 'INT', exp.binInt),
    () => atom('$.ttl()', exp.ttl()),
    () => {
      const modulus = 1 + phrases.below(9);
      return atom(`$.digestModulo(${modulus})`, exp.digestModulo(modulus));
    },
    () => element(phrases),
    () => count(phrases),
    () => entryOf(['n', 'k'], 'v', 'INT', exp.type.INT),
    () => bits(phrases),
  ];
}

export function floatOperands(phrases: Phrases): Maker[] {
  return [() => floatLiteral(phrases), () => typedBin('f', 'FLOAT', exp.binFloat)];
}

export function textOperands(phrases: Phrases): Maker[] {
  return [
    () => textLiteral(phrases),
    () => typedBin(phrases.pick(TEXT_BINS), 'STRING', exp.binStr),
    () => entryOf(['n', 'k'], 'name', 'STRING', exp.type.STR),
    () => atom('$.setName()', exp.setName()),
  ];
}
