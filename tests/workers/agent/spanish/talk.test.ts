import test from 'ava'
import { readAnswer } from '../../../../workers/agent/spanish/read-answer.ts'
import { readCancel } from '../../../../workers/agent/spanish/read-cancel.ts'
import { readMoney } from '../../../../workers/agent/spanish/read-money.ts'
import { readOptOut } from '../../../../workers/agent/spanish/read-opt-out.ts'
import { tableOf } from './helpers.ts'

type Found = { said: string; certain: boolean }

const READERS: Readonly<Record<string, (text: string) => Found[]>> = {
  answer: text => readAnswer(text).readings.map(({ answer, certain }) => ({ said: answer, certain })),
  cancel: text => readCancel(text).readings.map(({ meaning, certain }) => ({ said: meaning, certain })),
  optout: text => readOptOut(text).readings.map(({ wish, certain }) => ({ said: wish, certain })),
  money: text => readMoney(text).readings.map(({ pesos, certain }) => ({ said: String(pesos), certain }))
}

function found(section: string, text: string, want: string): string {
  const [first] = READERS[section]?.(text) ?? []
  if (!first) return '-'
  if (want === '?' && !first.certain) return '?'
  return first.certain || first.said === 'unclear' ? first.said : `?${first.said}`
}

for (const file of ['talk.txt', 'talk-second.txt']) {
  const cases = tableOf(file)
  for (const section of new Set(cases.map(({ section }) => section))) {
    test(`${section}: phrases mean what ${file} says`, t => {
      for (const { text, want } of cases.filter(entry => entry.section === section)) {
        t.is(found(section, text, want), want, text)
      }
    })
  }
}

test('a yes with a but, and a yes in a question, are not certain', t => {
  t.false(readAnswer('sí, pero más tarde').readings[0]?.certain ?? true)
  t.false(readAnswer('sí tienen cupo?').readings[0]?.certain ?? true)
})

test('a wish about data stands beside the wish for silence', t => {
  const wishes = readOptOut('no me escriban más y borren mis datos').readings.map(({ wish }) => wish)
  t.deepEqual(wishes.toSorted(), ['all', 'erase'])
})

test('several sums are all read, with the words that named them', t => {
  t.deepEqual(
    readMoney('el corte 30 mil y la barba $15.000').readings.map(({ pesos, said }) => [pesos, said]),
    [
      [30_000, '30 mil'],
      [15_000, '$15.000']
    ]
  )
})
