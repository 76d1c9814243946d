// Full case folding, which the platform does not offer, made of the mappings that it does: two that fold alike become the
// same upper case. Two scripts are different: Cherokee folds to upper case, and the dotless i stays what it is.

const ORDINARY = /[^\u0131\u13a0-\u13f5\u13f8-\u13fd\uab70-\uabbf]+/gu;
const CHEROKEE = /[\u13f8-\u13fd\uab70-\uabbf]+/gu;

export function folded(text: string): string {
  return text.replace(ORDINARY, foldedPart).replace(CHEROKEE, (part) => part.toUpperCase());
}

/** Lower case first: a capital sharp s is its own upper case. A final sigma is one only in lower case. */
function foldedPart(part: string): string {
  return part.toLowerCase().toUpperCase().toLowerCase().replaceAll('\u03c2', '\u03c3');
}
