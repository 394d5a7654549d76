/**
 * Misspelt names of days and months: equal by sound first (b/v, s/z/c, silent h), then one wrong, missing, extra or
 * swapped letter, two in long words. The first letter must sound the same: people rarely get that one wrong.
 */
const NAMES = (
  'lunes martes miercoles jueves viernes sabado domingo febrero agosto septiembre octubre noviembre diciembre manana ' +
  'quincena festivo semana'
).split(' ')

// Real words that stand one letter from a name. "vienes el lunes" must not become two days.
const REAL_WORDS = new Set(
  (
    'vienes vienen vierte luces lunas lentes martas marta partes mates matas marcas marte salado sabido sacado sabados ' +
    'sabana sabemos domino domingos dominio manzana banana manda mandan ganas juegues jueces juegos agusto agoto gusto ' +
    'festivos quincenas semanas mananas sema semanal quince jugos lados viernesito seman festival'
  ).split(' ')
)

const soundOf = (word: string): string =>
  word
    .replace(/v/g, 'b')
    .replace(/z|c(?=[ei])/g, 's')
    .replace(/h/g, '')
    .replace(/ll/g, 'y')
    .replace(/qu|k/g, 'c')

/** True where `a` becomes `b` by at most `limit` insertions, deletions, replacements or swaps of neighbours. */
export function within(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? limit) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return (row[b.length] ?? limit + 1) <= limit
}

const SOUNDS = NAMES.map(name => ({ name, sound: soundOf(name), limit: name.length > 7 ? 2 : 1 }))

/** The day or month that the word misspells, else the word itself. */
export function correctName(word: string): string {
  if (word.length < 4 || word.length > 12 || NAMES.includes(word) || REAL_WORDS.has(word)) return word
  const sound = soundOf(word)
  const exact = SOUNDS.find(entry => entry.sound === sound)
  if (exact) return exact.name
  const near = SOUNDS.filter(
    entry =>
      entry.sound[0] === sound[0] &&
      Math.abs(entry.sound.length - sound.length) < 2 &&
      within(sound, entry.sound, entry.limit)
  )
  return near.length === 1 && near[0] ? near[0].name : word
}
