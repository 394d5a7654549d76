/** Text as patterns want it: lower case, no accents (ñ stays a word letter as n), punctuation and emoji as single spaces. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
