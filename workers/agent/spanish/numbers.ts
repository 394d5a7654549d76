/** Spanish number words to digits: "dos mil veintiséis" is 2026, "treinta y uno" 31. Works on words without accents. */
const UNITS: Readonly<Record<string, number>> = {
  cero: 0,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
  trece: 13,
  catorce: 14,
  quince: 15,
  dieciseis: 16,
  diecisiete: 17,
  dieciocho: 18,
  diecinueve: 19,
  veinte: 20,
  veintiun: 21,
  veintiuno: 21,
  veintiuna: 21,
  veintidos: 22,
  veintitres: 23,
  veinticuatro: 24,
  veinticinco: 25,
  veintiseis: 26,
  veintisiete: 27,
  veintiocho: 28,
  veintinueve: 29
}
const ONES: Readonly<Record<string, number>> = { un: 1, uno: 1, una: 1 }
const TENS: Readonly<Record<string, number>> = {
  veinte: 20,
  treinta: 30,
  cuarenta: 40,
  cincuenta: 50,
  sesenta: 60,
  setenta: 70,
  ochenta: 80,
  noventa: 90
}
const HUNDREDS: Readonly<Record<string, number>> = {
  cien: 100,
  ciento: 100,
  doscientos: 200,
  doscientas: 200,
  trescientos: 300,
  trescientas: 300,
  cuatrocientos: 400,
  quinientos: 500,
  quinientas: 500,
  seiscientos: 600,
  setecientos: 700,
  ochocientos: 800,
  novecientos: 900
}

type Part = { value: number; next: number }

/** Up to 99 from position `at`; "treinta y cinco" needs its "y", "tres y veinte" is an hour and stays two numbers. */
function readTens(words: readonly string[], at: number): Part | undefined {
  const word = words[at] ?? ''
  const tens = TENS[word]
  const unit = UNITS[words[at + 2] ?? ''] ?? ONES[words[at + 2] ?? '']
  if (tens !== undefined && words[at + 1] === 'y' && unit !== undefined && unit > 0 && unit < 10) {
    return { value: tens + unit, next: at + 3 }
  }
  const value = tens ?? UNITS[word]
  return value === undefined ? undefined : { value, next: at + 1 }
}

function readHundreds(words: readonly string[], at: number): Part | undefined {
  const hundreds = HUNDREDS[words[at] ?? '']
  if (hundreds === undefined) return readTens(words, at)
  const rest = readTens(words, at + 1)
  const one = ONES[words[at + 1] ?? '']
  if (rest && rest.value > 0) return { value: hundreds + rest.value, next: rest.next }
  return one ? { value: hundreds + one, next: at + 2 } : { value: hundreds, next: at + 1 }
}

function readNumber(words: readonly string[], at: number): Part | undefined {
  const head = words[at] === 'mil' ? { value: 1, next: at } : readHundreds(words, at)
  if (!head || words[head.next] !== 'mil' || head.value === 0) return head?.next === at ? undefined : head
  // "mil gracias" and the like: a lone "mil" counts only before another number.
  const tail = readHundreds(words, head.next + 1)
  if (head.next === at) return tail && tail.value > 99 ? { value: 1000 + tail.value, next: tail.next } : undefined
  return tail
    ? { value: head.value * 1000 + tail.value, next: tail.next }
    : { value: head.value * 1000, next: head.next + 1 }
}

/** Replaces each run of number words; "un", "una" and "uno" alone stay words, being articles most of the time. */
export function digitsForWords(text: string): string {
  const words = text.split(' ')
  const out: string[] = []
  for (let at = 0; at < words.length; ) {
    const found = readNumber(words, at)
    out.push(found ? String(found.value) : (words[at] ?? ''))
    at = found ? found.next : at + 1
  }
  return out.join(' ')
}
