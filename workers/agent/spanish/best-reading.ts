import type { Reading } from './resolve.ts'

/** What an agent may do with readings: state the only one, ask among them (the likeliest first), or go without. */
export type BestReading =
  | { say: 'nothing' }
  | { say: 'certain'; reading: Reading }
  | { say: 'ask'; reading: Reading; options: readonly Reading[] }

/** The first reading stands for all only where it is certain. */
export function bestReading(readings: readonly Reading[]): BestReading {
  const [reading] = readings
  if (!reading) return { say: 'nothing' }
  return reading.certain ? { say: 'certain', reading } : { say: 'ask', reading, options: readings }
}
