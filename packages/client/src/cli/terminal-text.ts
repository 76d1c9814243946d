// Text from the network for a terminal, which obeys control characters. Pure.

/**
 * Control characters except tabs and line ends, those that turn the direction of writing, and halves of
 * surrogate pairs.
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  if (character === '\t' || character === '\n') return character;
  return `\\u{${(character.codePointAt(0) as number).toString(16).padStart(2, '0')}}`;
}

/** With what a terminal would obey written as an escape. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped);
}
