import type { Facts, Heard, Understanding } from '../../shared/domain/agent.ts'
import { plain } from './plain-text.ts'
import type { Understander } from './understander.ts'

/** Ids of the buttons that this agent offers; a row of the service list is `service:<id>`. */
export const choices = {
  services: 'menu:services',
  hours: 'menu:hours',
  address: 'menu:address',
  human: 'menu:human'
} as const
export const serviceChoice = (id: string): string => `service:${id}`

const HUMAN =
  /\b(humano|persona|asesor\w*|due[nñ]a|due[nñ]o|alguien|agente|encargad[ao]|recepcion\w*|atencion personal)\b.*|\b(hablar|comunic\w+|pas[ae]me) con\b/
const HOURS =
  /\b(horarios?|hora de (atencion|cierre|apertura)|a que horas?|abren|abierto|atienden|cierran|dias? (atienden|abren))\b/
const ADDRESS =
  /\b(direccion|ubicacion|ubicad[oa]s?|donde (estan|queda|quedan|es|se ubican|los encuentro)|como llego|por donde)\b/
const SERVICES =
  /\b(servicios?|precios?|cuanto|vale[n]?|cuesta[n]?|valor|cobra[n]?|lista|menu|catalogo|ofrecen|hacen)\b/
const BOOK = /\b(cita|citas|turno|reserv\w*|agend\w*|separ\w*|apart\w*|disponib\w*|cupo)\b/
const GREETING = /^(hola+|holi\w*|buen[ao]s?( (dias?|tardes?|noches?))?|buen dia|que mas|quiubo|saludos|hey|ola)\b/

/**
 * Understands without a model: taps by their ids, words by patterns over the text without accents. The newest message
 * that says something decides; a tap always does.
 */
export const guidedUnderstander: Understander = {
  name: 'guided',
  understand: async (heard, _state, facts) => {
    const readings = heard.map(message => read(message, facts)).reverse()
    const asked = readings.find(reading => reading.intent === 'ESCALATE')
    const clear = readings.find(reading => reading.intent !== 'UNCLEAR' && reading.intent !== 'SMALL_TALK')
    return asked ?? clear ?? readings.find(reading => reading.intent !== 'UNCLEAR') ?? { intent: 'UNCLEAR' }
  }
}

function read(message: Heard, facts: Facts): Understanding {
  if (message.choice) return readChoice(message.choice, facts)
  const text = plain(message.text ?? '')
  const service = findService(text, facts)
  if (HUMAN.test(text)) return { intent: 'ESCALATE' }
  if (HOURS.test(text)) return { intent: 'FAQ', topic: 'hours' }
  if (ADDRESS.test(text)) return { intent: 'FAQ', topic: 'address' }
  if (service) return { intent: 'BOOK', serviceId: service }
  if (SERVICES.test(text)) return { intent: 'FAQ', topic: 'services' }
  if (BOOK.test(text)) return { intent: 'BOOK' }
  if (GREETING.test(text)) return { intent: 'SMALL_TALK' }
  return { intent: 'UNCLEAR' }
}

function readChoice(choice: string, facts: Facts): Understanding {
  if (choice === choices.services) return { intent: 'FAQ', topic: 'services' }
  if (choice === choices.hours) return { intent: 'FAQ', topic: 'hours' }
  if (choice === choices.address) return { intent: 'FAQ', topic: 'address' }
  if (choice === choices.human) return { intent: 'ESCALATE' }
  const service = facts.services.find(({ id }) => serviceChoice(id) === choice)
  return service ? { intent: 'BOOK', serviceId: service.id } : { intent: 'UNCLEAR' }
}

/** The service whose whole name stands in the text; the longest one where names contain each other. */
function findService(text: string, facts: Facts): string | undefined {
  const named = facts.services
    .map(({ id, name }) => ({ id, name: plain(name) }))
    .filter(({ name }) => name.length > 2 && ` ${text} `.includes(` ${name} `))
  return named.sort((a, b) => b.name.length - a.name.length)[0]?.id
}
