import { FUNCTION_WORDS } from './vocabulary.ts'

const nextWord = (after: string): string | undefined => /^ ?([a-z]+)/.exec(after)?.[1]

/** True where a plural noun follows: "de 2 a 4 personas" counts people. */
export function countsThings(after: string): boolean {
  const next = nextWord(after)
  return next !== undefined && /^ [a-z]/.test(after) && !FUNCTION_WORDS.has(next) && /[aeiou]s$/.test(next)
}

/** What follows a bare number: nothing or a small word (`free`), or a word that may be what it counts. */
export function followerOf(after: string): 'free' | 'unknown' | 'noun' {
  const next = nextWord(after)
  if (next === undefined || FUNCTION_WORDS.has(next)) return 'free'
  return countsThings(after) ? 'noun' : 'unknown'
}
