import type { Part, PartFact, Rule } from './facts.ts'
import { rx } from './vocabulary.ts'

/** Minutes since midnight of each part of the day: what "por la tarde" may reach. */
export const PART_WINDOWS: Readonly<Record<Part, { from: number; to: number }>> = {
  dawn: { from: 0, to: 360 },
  morning: { from: 300, to: 720 },
  midday: { from: 690, to: 840 },
  afternoon: { from: 720, to: 1140 },
  night: { from: 1080, to: 1440 }
}

const PARTS: Readonly<Record<string, Part>> = {
  manana: 'morning',
  tarde: 'afternoon',
  noche: 'night',
  madrugada: 'dawn'
}

const part = (name: Part, why: string, more: Partial<PartFact> = {}): PartFact => ({
  kind: 'P',
  part: name,
  why,
  ...more
})
const half = (word: string | undefined, more: Partial<PartFact> = {}): PartFact =>
  part(PARTS[word ?? ''] ?? 'morning', 'part of the day', more)

/** Before the days: "en la mañana" is no tomorrow. */
export const PART_RULES: readonly Rule[] = [
  {
    name: 'hora de almuerzo',
    pattern:
      /\b(?:a |en |para )?(?:la )?horas de(?: el)? (?:almuerzo|almorzar|comer)\b|\ba el almuerzo\b|\ben el almuerzo\b/g,
    read: () => part('midday', 'lunch time', { fuzzy: true })
  },
  {
    name: 'antes de almuerzo',
    pattern: /\bantes de(?: la)?(?: horas?)?(?: de)?(?: el)? (?:almuerzo|almorzar)\b/g,
    read: () => part('morning', 'before lunch', { fuzzy: true })
  },
  {
    name: 'despues de almuerzo',
    pattern: /\b(?:despues|luego|pasado) (?:de(?: la)?(?: horas?)?(?: de)?(?: el)? |el )?(?:almuerzo|almorzar)\b/g,
    read: () => part('afternoon', 'after lunch', { fuzzy: true })
  },
  {
    name: 'final de la tarde',
    pattern:
      /\b(?:a |en |para |ya |por )*(?:el |la )?(?:fin|finales|final|ultimo horas?|finalizando|terminando|cierre|caer|caida|entrada)(?: de| a)? (?:la )?(?<part>tarde|manana|noche)\b|\b(?:a |en )?(?:la )?(?<late>ultimo horas?)\b(?: de el dias)?|\b(?:a |en |para )?(?:el )?final de el dias\b|\btarde noche\b/g,
    read: ({ part: name }) => half(name ?? 'tarde', { fuzzy: true })
  },
  {
    name: 'temprano',
    pattern:
      /\b(?:a |en |desde )?(?:la )?primer horas?(?: de (?:la )?(?<part>manana|tarde|noche))?(?: de el dias)?\b|\b(?:bien |muy )?temprano(?: (?:en|por|de) la (?<half>manana|tarde|noche))?\b|\b(?:a )?(?:comienzos?|principios?|inicios?) de la (?<start>manana|tarde|noche)\b|\bapenas abran?\b|\bmadrugad(?:ito|ita)\b/g,
    read: ({ part: name, half: other, start }) => half(name ?? other ?? start ?? 'manana', { fuzzy: true })
  },
  {
    name: 'media manana',
    pattern: /\b(?:a )?media (?<half>manana|tarde)\b/g,
    read: ({ half: name }) => half(name, { fuzzy: true })
  },
  {
    name: 'en la tarde',
    pattern: rx(
      '\\b(?:(?:solo|cualquier horas|algo|mejor|bien|entrada|toda|algun(?:os)? horas|horario|jornada|transcurso|horas?|curso) )?(?:(?:en|por|para|a|de|durante|x|que sea) ){0,4}(?:el transcurso de |el horario de |horario de |horas de |el curso de |horas )?(?:la|toda la|una|(?<=(?:en|por|para) )las) (?<half>{HALF})\\b(?! proximo)'
    ),
    read: ({ half: name }) => half(name)
  },
  {
    name: 'de noche',
    pattern: rx('\\b(?:de|por|en|x|(?:en |de )?(?:horas|horario) (?:de|en)) (?<half>tarde|noche|madrugada)\\b'),
    read: ({ half: name }) => half(name)
  },
  {
    name: 'esta tarde',
    pattern:
      /\b(?:en |para |por )?(?:este|este misma|hoy (?:en|por|a)? ?la) (?:misma )?(?<half>tarde|noche|madrugada)\b/g,
    read: ({ half: name }) => half(name, { today: true })
  }
]

/** After the days: "el viernes tarde", "el lunes de mañana". */
export const LATE_PART_RULES: readonly Rule[] = [
  {
    name: 'viernes tarde',
    pattern: /(?<=D\d+ (?:, )?(?:a |ya |bien |muy |mas )*)(?<half>tarde|noche|madrugada)\b/g,
    read: ({ half: name }) => half(name)
  },
  {
    name: 'tarde sola',
    pattern:
      /^(?:mejor |solo |prefiero |y |si )*(?<half>tarde|noche|madrugada)(?: mejor| por favor| porfa)?[ .!?]*$|\b(?<two>tarde|noche)(?= (?:de )?(?:el )?D\d)/g,
    read: ({ half: name, two }) => half(name ?? two)
  }
]
