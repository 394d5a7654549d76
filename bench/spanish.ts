import { readFileSync } from 'node:fs'
import { readWhen } from '../workers/agent/spanish/read-when.ts'

/** How long the grammar takes for a phrase, and for the longest message that it reads. `node bench/spanish.ts` */
const now = new Date('2026-11-18T15:00:00Z')
const lines = readFileSync(new URL('../tests/fixtures/spanish/when.txt', import.meta.url), 'utf8').split('\n')
const phrases = lines.filter(line => line && !line.startsWith('#')).map(line => line.split(/\t|\s{2,}|\|/)[0] ?? '')

const timed = (texts: readonly string[]): number => {
  const started = performance.now()
  for (const text of texts) readWhen(text, { now })
  return (performance.now() - started) / texts.length
}

timed(phrases)
console.log(`${phrases.length} phrases: ${timed(phrases).toFixed(2)} ms each`)
console.log(`600 characters of "de 3 a 5": ${timed(['de 3 a 5 '.repeat(70)]).toFixed(1)} ms`)
