/** Word lists of the grammar. Everything is lower case and without accents. */
export const WEEKDAYS: readonly string[] = ['domingo', 'lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado']
export const MONTHS = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(
  ' '
)

const list = (words: string): string => `(?:${words.split(' ').join('|')})`

/** Pieces of patterns; `{NAME}` in a pattern is replaced by its piece. */
const PIECES: Readonly<Record<string, string>> = {
  WD: list(WEEKDAYS.join(' ')),
  MO: list(MONTHS.join(' ')),
  N: '(?:3[01]|[12]\\d|0?[1-9])',
  H: '(?:2[0-4]|[01]?\\d)',
  MM: '[0-5]\\d',
  Y: '(?:19|20)\\d\\d',
  HALF: list('manana tarde noche madrugada'),
  UNIT: '(?:horas?|minutos?|dias?|semanas?|mes|meses|anos?|quincenas?|noches?)'
}

/** A global pattern written with `{WD}`, `{MO}`, `{N}`… for the pieces above. */
export const rx = (source: string): RegExp =>
  new RegExp(
    source.replace(/\{([A-Z]+)\}/g, (_, name: string) => PIECES[name] ?? name),
    'g'
  )

/** Spellings of chat and SMS, word by word. */
export const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    manana:
      'mananas mana mnn mn mna mnna mannana maniana manyana mananita mananitas manna maana mayana mnana manan manianita',
    hoy: 'oi oy hoi',
    que: 'q k qe ke',
    por: 'x',
    porfa: 'xfa xfavor porfis porfavor plis pls pliss xf',
    para: 'pa pra pr',
    'para el': 'pal',
    'a las': 'alas',
    'a la': 'ala',
    'de la': 'dela',
    'de las': 'delas',
    'en la': 'enla',
    'por la': 'porla xla',
    'de el': 'del',
    de: 'd',
    'a el': 'al',
    tambien: 'tb tmb tbn tambn',
    despues: 'despuesito dsp dps dspues despue desp depues',
    antes: 'ants ante',
    pasado: 'psado pasao pasdo psdo',
    tarde: 'tardecita tardesita tardecito tardesito tardes trde tard tade tarded',
    noche: 'nochecita nochesita nochecito noches noshe nche',
    madrugada: 'madrugadita madruga',
    'fin de semana': 'fds finde findesemana fnde findes',
    semana: 'sem smana semna semanita',
    horas: 'hrs hs hras hora horita horitas',
    minutos: 'min mins minuto minuticos minutico minutitos minutito',
    dias: 'dia diitas diita',
    ratico: 'ratito',
    lunes: 'lun lns',
    miercoles: 'mie mier mierc mierco mircoles miercols',
    jueves: 'jue juev',
    viernes: 'vie vier viern vierns',
    sabado: 'sab',
    domingo: 'dom',
    septiembre: 'setiembre',
    enero: 'henero',
    marzo: 'marso',
    abril: 'avril',
    julio: 'jullio',

    mayo: 'mallo',
    proximo:
      'proxima proximas proximos prox proxmo proxima proximo siguiente siguientes entrante entrantes venidero venidera prosimo prosima proxi',
    otro: 'otra otros otras',
    este: 'esta estas estos',
    ultimo: 'ultima',
    mediodia: 'meridiem mediodias',
    medianoche: 'medianoches',
    festivo: 'feriado festibo',
    tipo: 'tipito typo',
    puedo: 'pueo pudo',
    temprano: 'tempranito temprani tempranico tempranisimo',
    segundo: 'segunda 2da 2do',
    tercer: 'tercera tercero',
    primer: 'primera primero',
    quinto: 'quinta',
    cita: 'sita zita citica sitica'
  }).flatMap(([right, wrong]) => wrong.split(' ').map(word => [word, right] as const))
)

/** Small words after which a bare "el 15" or "las 3" is complete; any other follower may be the thing counted. */
export const FUNCTION_WORDS = new Set(
  (
    'a ante con de desde en entre hacia hasta para por segun sin sobre y e o u ni que si no pero mas porque como cuando ' +
    'donde el la los las un una me te se le nos les lo yo usted ustedes vos tu mi su este ese esa esto eso hoy ahora ' +
    'manana tarde noche madrugada pasado tipo mejor temprano despues antes tambien tampoco gracias porfa favor please ok ' +
    'vale listo bueno dale perfecto entonces puede pueden puedes podria podrian podemos puedo quiero quisiera queria ' +
    'necesito sirve sirven queda quedan quedo quede seria es esta estan estaria tiene tienen tienes tenes tendra tendran ' +
    'hay habra abren atienden trabajan disponible disponibles libre ya aun todavia ahi alla aqui aca cae caen va voy vamos ' +
    'estoy estamos salgo llego lunes martes miercoles jueves viernes sabado domingo punto aprox aproximadamente ' +
    'maximo minimo mediodia festivo am pm m quisieramos queremos quiere deseo dejar dejame dejeme agendar agendame ' +
    'agendeme apartar separar reservar senora senor veci vecina amiga amigo mismo proximo siguiente jaja jajaja ve pues ' +
    'cierto verdad mes cita turno cupo espacio reserva quincena dia enero febrero marzo abril mayo junio julio agosto ' +
    'septiembre octubre noviembre diciembre festivos mas menos digo perdon sino otro desea gustaria viene solo ' +
    'ojala mañanita podra podran creo algo'
  ).split(' ')
)
