import { meanings, type Phrase, phraseText } from './phrases.ts'

export type Answer = 'yes' | 'no' | 'maybe'
export type AnswerReading = { answer: Answer; certain: boolean; why: string[] }

const END = '(?= ?(?:$|[.,;:?!]))'
const POLITE =
  '(?:gracias|muchas gracias|por favor|senor|senora|senorita|veci|vecina|amiga|amigo|reina|linda|mi amor|parce|pues|claro|ya|entonces|asi|mija|bueno|listo|de una|dale|perfecto|ok)'

/** Neither yes nor no, however it begins: "sí, pero déjeme miro" is no yes. */
const MAYBE: readonly Phrase<Answer>[] = [
  {
    means: 'maybe',
    why: 'will say later',
    pattern:
      /\b(?:yo )?(?:ya |ahorita |luego |despues |mas tarde |manana |en un rato )*(?:le|te|les|se lo|lo) (?:confirmo|aviso|cuento|escribo|digo|estoy avisando|estare avisando|estoy confirmando|dejo saber|hablo luego|averiguo)\b/
  },
  {
    means: 'maybe',
    why: 'will say later',
    pattern:
      /\b(?:confirmo|aviso|cuento|escribo) (?:luego|despues|mas tarde|ahorita|manana|en un rat\w+|cualquier cosa)\b|\b(?:luego|despues|ahorita|mas tarde|manana) (?:le |te |les )?(?:confirmo|aviso|cuento|escribo|digo)\b/
  },
  {
    means: 'maybe',
    why: 'will look first',
    pattern:
      /\b(?:dejeme|dejame|deme|espere|espereme|permitame|voy a|a ver|tengo que|toca|tocaria|me toca|debo) (?:y )?(?:ver|veo|miro|mirar|reviso|revisar|pienso|pensar\w*|lo pienso|consulto|consultar\w*|pregunto|preguntar\w*|averiguo|averiguar|cuadro|confirmo|confirmar|organizo|organizarme|chequeo|hablo|hablar|hablarlo|cuadrar)\b/
  },
  {
    means: 'maybe',
    why: 'does not know',
    pattern:
      /\b(?:no se|ni idea|no estoy (?:segur[oa]|ciert[oa])|no sabria|no tengo claro|quien sabe|depende|depronto|de pronto|estoy (?:mirando|viendo|revisando|consultando|averiguando|cuadrando)|tal vez|talvez|quiza|quizas|puede ser|a lo mejor|posiblemente|probablemente|es posible|creo que (?:si|no)|yo creo|eso creo|supongo|mas o menos|ojala|vamos a ver|ya veremos|ahi vemos|ahi miramos|lo voy a pensar|lo pienso|me lo pienso|pensandolo|estoy pensando|todavia no se|aun no se|sin afan|un momento|un momentico|un segundo|ya va|esperate|espera(?:me)?|espere(?:me)?|dame un (?:momento|segundo|minuto)|deme un (?:momento|segundo|minuto|momentico))\b/
  }
]

const NO: readonly Phrase<Answer>[] = [
  {
    means: 'no',
    why: 'a plain no',
    pattern: new RegExp(
      `^(?:ay |uy |ah |hola |mmm? |pues |la verdad |que pena |disculpe |perdon |lo siento |ya |mejor |por ahora |por el momento |todavia |aun |hoy |entonces |,|\\. )*no(?: (?:no|${POLITE}|senor[a]?|se preocupe|que pena|que pesar|disculpe|perdon))*${END}`
    )
  },
  {
    means: 'no',
    why: 'cannot, does not want',
    pattern:
      /\b(?:ya )?no (?:la |lo |me |le |te |nos |les |se |los |las )*(?:puedo|podemos|podria|podre|quiero|queremos|quisiera|sirve|sirven|gusta|interesa|deseo|necesito|alcanzo|alcanza|cuadra|queda|voy|vamos|acepto|confirmo|convence|conviene|autorizo|estoy de acuerdo|es (?:eso|asi|correcto|cierto)|esta bien|era|hace falta|gracias|mas|dejemoslo|creo|va|tengo (?:plata|tiempo|como))\b/
  },
  {
    means: 'no',
    why: 'a no with other words',
    pattern:
      /\b(?:para nada|de ninguna manera|ni de fundas|ni por el chiras|ni loc[oa]|ni riesgos|nunca|jamas|negativo|tampoco|en absoluto|ni modo|imposible|que va|no hay forma|no es necesario|paso por esta|mejor no|creo que mejor no|asi no|dejemos asi|dejelo asi|dejalo asi|olvidelo|olvidalo|no mas|incorrecto|no senor[a]?|eso no|me parece (?:muy )?caro|esta (?:muy )?car[oa])\b/
  },
  {
    means: 'no',
    why: 'thumb down',
    pattern:
      /^no(?: |$)(?!(?:hay|tiene|tienen|hacen|abren|atienden|sera|seria|se puede|habra|manejan|es que|importa|problema|pasa nada|te preocupes|se preocupe|olvide|vaya|sabe))/
  }
]

const YES: readonly Phrase<Answer>[] = [
  {
    means: 'yes',
    why: 'a plain yes',
    pattern: new RegExp(
      `^(?:ay |uy |ah |hola |mmm? |pues |bueno |ok |listo |dale |,|\\. )*(?:si|claro|correcto|exacto|confirmo|confirmado|confirmada|afirmativo|listo|lista|dale|hagale|hagalo|hagamosle|hagamolo|hagamoslo|hazle|hazlo|ok|perfecto|perfect|bueno|buenisimo|super|genial|excelente|de una|deuna|obvio|obviamente|acepto|aceptado|vamos|va|seguro|por supuesto|desde luego|asi es|eso es|eso|esa|ese|esta bien|muy bien|bien|todo bien|sale|vale|hecho|breve|melo|relisto|firme|fijo|toda|todo ok|como no|con gusto|con mucho gusto|encantad[oa]|justo|tal cual|cierto|clarin|clarinete|uff|claro que si|sisas|quedamos asi|queda asi|me sirve|me parece|me queda bien|me gusta|de acuerdo|de fija|sin problema|no hay problema|no problem|no hay lio|cuadrado|agendado|agendela|agendeme|agendame|reservela|resérvela|separela|separemela|apartemela|apartela|yes|amen)(?:$|(?= )|${END})`
    )
  },
  {
    means: 'yes',
    why: 'agrees',
    pattern:
      /\b(?:de una|hagale|hagamosle|dele|dale pues|me sirve|nos sirve|me parece (?:bien|perfecto|super|excelente|genial|bueno)|me queda (?:bien|perfecto|super)|me cuadra|esta (?:bien|perfecto|super|excelente|genial)|estoy de acuerdo|de acuerdo|asi es|eso es|es correcto|correcto|confirmo|confirmad[oa]|alla (?:estare|nos vemos|llego|estamos)|ahi (?:estare|nos vemos|estamos)|claro que si|por supuesto|como no|no hay problema|sin problema|quedo pendiente|cuente conmigo|si (?:senor|senora|por favor|claro|gracias|quiero|puedo|deseo|acepto|confirmo|voy|asisto|me sirve)|si , |acepto|agendela|agendeme|agendame|reservela|separela|apartela|separemela|la quiero|lo quiero|la tomo|lo tomo)\b/
  }
]

const THUMBS: readonly (readonly [RegExp, Answer])[] = [
  [/👍|👌|✅|☑|✔|🙌|🤝|💯|🆗/u, 'yes'],
  [/👎|❌|🚫|🙅|✖/u, 'no'],
  [/🤔|🤷/u, 'maybe']
]

function byEmoji(text: string): AnswerReading[] {
  const found = THUMBS.find(([pattern]) => pattern.test(text))
  return found ? [{ answer: found[1], certain: true, why: ['emoji'] }] : []
}

/**
 * Yes, no or neither, as an answer to what was just asked. A promise to answer later outweighs the "sí" or "listo" before
 * it. A yes and a no together ("sí, pero no puedo a esa hora") are both live: ask. No reading: the text answers nothing.
 */
export function readAnswer(text: string): { readings: AnswerReading[] } {
  const plain = phraseText(text)
  const later = meanings(plain, MAYBE)
  if (later.length > 0)
    return { readings: later.map(({ means, why }) => ({ answer: means, certain: true, why: [why] })) }
  const no = meanings(plain, NO)
  // "No hay problema" and "cómo no" agree; the no inside them refuses nothing.
  const agrees = /\b(?:como no|no hay (?:problema|lio|inconveniente)|por que no|no problem)\b/.test(plain)
  const yes = meanings(plain, YES)
  const found = agrees ? yes : [...no, ...yes]
  // "No, gracias, así está bien" refuses: what opens the message decides when the rest is polite.
  const settled =
    no.length > 0 &&
    !agrees &&
    /^(?:ay |uy |que pena |ya )*no\b/.test(plain) &&
    !/\b(?:pero|mejor|sino) si\b/.test(plain)
      ? no
      : found
  if (settled.length === 0) return { readings: byEmoji(text) }
  const question = /\?|\bpero\b/.test(plain) || /^si (?:hay|tiene|se puede|puedo|quisiera saber|podria)/.test(plain)
  return {
    readings: settled.map(({ means, why }) => ({
      answer: means,
      certain: settled.length === 1 && !question,
      why: [why]
    }))
  }
}
