import { meanings, type Phrase, phraseText } from './phrases.ts'

/** `all`: nothing more unasked; `promotions`: no advertising; `erase`: a request about stored personal data. */
export type OptOut = 'all' | 'promotions' | 'erase'
export type OptOutReading = { wish: OptOut; certain: boolean; why: string[] }

const MESSAGES =
  '(?:mensajes?|msj\\w*|msgs?|mensajitos|notificacion\\w*|recordatorios?|whats?ap\\w*|wasap\\w*|correos?|info|informacion|nada|cosas|llamadas?|textos?|avisos?|difusion\\w*|cadenas)'
const ADS = '(?:promo\\w*|publicidad|ofertas?|propaganda|descuentos|campanas?|anuncios?|comerciales|marketing)'
const STOP_WRITING =
  '(?:escrib\\w+|mand\\w+|envi\\w+|contact\\w+|molest\\w+|llam\\w+|text\\w+|notifi\\w+|joda\\w*|insist\\w+|spame\\w*|comuni\\w+)'

const TABLE: readonly Phrase<OptOut>[] = [
  {
    means: 'erase',
    why: 'personal data',
    pattern:
      /\b(?:borr\w+|elimin\w+|suprim\w+|quit\w+|olvid\w+)\b[^.?!;]*\b(?:mis datos|mi (?:numero|informacion|info|contacto|cuenta|perfil)|los datos|datos personales)\b|\b(?:revoco|retiro)\b.*\b(?:autorizacion|consentimiento|permiso)\b|\bhabeas data\b|\bde donde (?:sacaron|consiguieron|tienen|obtuvieron)\b.*\b(?:numero|datos|contacto|celular)\b|\bno (?:autorizo|doy permiso|di permiso)\b/
  },
  {
    means: 'promotions',
    why: 'advertising',
    pattern: new RegExp(
      `\\b(?:no|ya no|dejen de|deje de|deja de|paren de|pare de|basta de|sin|cero|no mas|nada de)\\b[^.?!;]{0,60}\\b${ADS}\\b(?! (?:hoy|tienen|tiene))(?<!no (?:tienen|hay|tiene|manejan) ${ADS})`
    )
  },
  {
    means: 'all',
    why: 'key word',
    pattern:
      /^(?:salir|stop|baja|alto|unsubscribe|parar|desuscribir\w*|cancelar suscripcion|detener|dar ?de ?baja|no mas mensajes|no mas)(?: (?:por favor|gracias|ya))*(?: ?[.!])*$/
  },
  {
    means: 'all',
    why: 'asks us to stop writing',
    pattern: new RegExp(
      `\\b(?:no|ya no|nunca|jamas)(?: (?:me|nos|le|les|quiero que|vuelvan? a|vuelva a|vuelvas a|sigan?|sigas|se|deseo que|estes|esten|este|mas))* (?:me |nos )?(?:vuelvan? a |vuelvas a |sigan? |sigas |esten |este |estes )?${STOP_WRITING}\\b(?! (?:la|el|los|las|un|una|su|esa|ese) (?!${MESSAGES}))(?! (?:a (?:las?|el)|por la|en la|antes|despues|hoy|manana|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|tan|todavia|aun|a esta|al? (?:celular|fijo)|la (?:ubicacion|direccion)|el (?:comprobante|link))\\b)`
    )
  },
  {
    means: 'all',
    why: 'asks us to stop',
    pattern: new RegExp(
      `\\b(?:dejen?|deja|dejar|dejes|paren?|para|paren|basta|pare)(?: (?:ya|por favor))* de (?:me |nos )?(?:${STOP_WRITING}|molestar\\w*|joder|fregar|fastidiar)`
    )
  },
  {
    means: 'all',
    why: 'wants no messages',
    pattern: new RegExp(
      `\\b(?:no|ya no)(?: (?:quiero|deseo|quisiera|queremos|me interesa|necesito|me gusta|estoy interesad[oa] en))* (?:seguir |volver a |mas )*(?:recib\\w+|tener|ver|estar recibiendo)(?: (?:mas|sus|tus|estos|esos|este tipo de|tantos|tanto|de|los|ningun|ninguna))* ${MESSAGES}\\b`
    )
  },
  {
    means: 'all',
    why: 'wants no messages',
    pattern:
      /\b(?:no mas|no quiero(?: \w+)? mas|basta de|ya no mas|cero|nada de)(?: (?:sus|estos|tantos|de))* (?:mensajes|msj\w*|recordatorios|notificaciones|whats?ap\w*|mensajitos|spam|llamadas|cadenas)\b/
  },
  {
    means: 'all',
    why: 'leaves the list',
    pattern:
      /\b(?:sa[cq]\w+|quit\w+|borr\w+|elimin\w+|retir\w+|bajen|baje|excluy\w+|remuev\w+|remover\w*|saquen)\b[^.?!;]*\b(?:lista|grupo|contactos|agenda|base de datos|difusion|bases?|suscripcion|sistema)\b|\b(?:dar(?:me)?|den|deme|denme|dame|quiero darme) de baja\b|\bdesuscri\w+|\bdesafili\w+|\bdesvincul\w+|\bcancel\w+ (?:la |mi )?suscripcion\b|\bsalirme de (?:la|esta|esa|su) (?:lista|grupo|difusion)\b|\b(?:los|las|lo|la|te) (?:voy a|vamos a) (?:bloquear|reportar|denunciar)\b/
  },
  {
    means: 'all',
    why: 'no interest',
    pattern:
      /\bno (?:me )?(?:interesa|estoy interesad[oa])\b[^?]*\b(?:no (?:me )?(?:escrib|mand|molest)|gracias[ ,.]*no (?:mas|insist))|\bnumero equivocado\b[^?]*\bno\b.*\bescrib/
  },
  {
    means: 'all',
    why: 'leave me alone',
    pattern:
      /\b(?:dejen?me|dejeme) (?:en paz|quiet[oa]|tranquil[oa])\b|\bno (?:me )?(?:fregu?en|jodan|molesten|fastidien|spam)\b/
  }
]

/** A question or an excuse about writing is no wish to leave: "¿por qué no me escriben?", "no me mandó la dirección". */
const INNOCENT =
  /\b(?:por que|porque) (?:ya )?no me (?:escrib|mand|envi|contest|respond|llam|avis|confirm)|\bno me (?:han|ha|habian|habia|llego|llegan|llega) \w*|\bno me (?:mando|mandaste|mandaron|envio|enviaron|enviaste|escribio|escribieron|llamo|llamaron|contactaron|notificaron)\b|\b(?:puedo|podemos|podria|quiero|voy a|para|antes de|al|acabo de) salir(?:me)?(?! de (?:la lista|esta lista|el grupo))\b|\bsi no me (?:escrib|mand|avis)/

/**
 * Wishes not to be written to, by meaning and not by key word alone. The doubtful ones are uncertain: ask before muting,
 * and never answer a certain one with more than one line.
 */
export function readOptOut(text: string): { readings: OptOutReading[] } {
  const plain = phraseText(text)
  const found = meanings(plain, TABLE)
  const innocent =
    INNOCENT.test(plain) ||
    (/\?/.test(plain) &&
      !/\b(?:por favor|pueden|puede|podrian|podria|como (?:hago|puedo|me))\b/.test(plain) &&
      found.every(({ means }) => means === 'all'))
  if (innocent && found.every(({ why }) => why !== 'leaves the list' && why !== 'asks us to stop'))
    return { readings: [] }
  // Whoever wants no advertising may want reminders; wishes about data stand beside any other.
  const narrow = found.some(({ means }) => means === 'promotions')
  const wishes = narrow ? found.filter(({ means }) => means !== 'all') : found
  return { readings: wishes.map(({ means, why }) => ({ wish: means, certain: !innocent, why: [why] })) }
}
