/** A search uses this many words; more do not narrow anything down. */
const MOST_WORDS = 8

/**
 * Text as it is stored for searching and compared in one: lower case, without accents (ñ counts as n), words parted by
 * single blanks. `+57 300…` loses its plus; e-mail addresses stay whole.
 */
export function searchText(...parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter(part => part)
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@._-]+/gu, ' ')
    .trim()
}

/**
 * The words that must all occur in a stored search text. A number with blanks, dashes or brackets is one word of digits, as
 * numbers are stored. Empty when nothing searchable was typed.
 */
export function searchWords(query: string): string[] {
  const digits = query.replace(/\D/g, '').replace(/^00/, '')
  if (digits.length >= 4 && /^[\d\s+().-]+$/.test(query)) return [digits]
  return searchText(query)
    .split(' ')
    .filter(word => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MOST_WORDS)
}

/** A word as a pattern of LIKE: found anywhere, its own `%` and `_` taken literally. */
export const likePattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`
