import { plainWords } from './normalize.ts'

/** A phrase of a table and what it means; the first entry that matches is taken. */
export type Phrase<Meaning extends string> = { means: Meaning; pattern: RegExp; why: string }

// Chat spellings of the words that yes, no and stop are made of.
const CHAT: readonly (readonly [RegExp, string])[] = [
  [/\b(?:q|k|ke|qe)\b/g, 'que'],
  [/\bx(?= ?fa)| ?\bxfa(?:vor)?\b/g, ' por favor'],
  [/\b(?:porfa|porfis|porfavor|plis|pls)\b/g, 'por favor'],
  [/\b(?:pa|pra)\b/g, 'para'],
  [/\b(?:sip|sipi|sis|sii|siisas|sisas|sizas|yes|yep|sep|zi|ci)\b/g, 'si'],
  [/\b(?:nop|nope|noo|nel|nopi|nones|nanay|nah)\b/g, 'no'],
  [/\b(?:okey|okay|okei|oki|okis|okidoki|okk|oc|ook|vale)\b/g, 'ok'],
  [/\b(?:tmb|tb|tbn)\b/g, 'tambien'],
  [/\bdeja(?:me)?\b/g, 'dejeme'],
  [/\bno ?ma(?:s|z)\b/g, 'no mas']
]

/** The text that phrase tables are written for: plain words, chat spellings brought to one, punctuation apart. */
export function phraseText(text: string): string {
  const plain = plainWords(text.slice(0, 600)).replace(/([.,;:?!])/g, ' $1 ')
  return CHAT.reduce((result, [pattern, to]) => result.replace(pattern, to), plain)
    .replace(/ +/g, ' ')
    .trim()
}

/** Every meaning that a table finds in the text, without repeats, in the order of the table. */
export function meanings<Meaning extends string>(text: string, table: readonly Phrase<Meaning>[]): Phrase<Meaning>[] {
  const found = table.filter(({ pattern }) => pattern.test(text))
  return found.filter(({ means }, at) => found.findIndex(other => other.means === means) === at)
}
