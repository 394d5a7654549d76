import { toLocal } from '../domain/local-time.ts'

export const weekdays = ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado']
const months = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre'
]

/** `viernes 27 de noviembre`. */
export function dayText(instant: Date, timezone: string): string {
  const { day, weekday } = toLocal(instant, timezone)
  const [, month = 1, date = 1] = day.split('-').map(Number)
  return `${weekdays[weekday]} ${date} de ${months[month - 1]}`
}

/** `3:00 p. m.` of an instant. */
export function clockText(instant: Date, timezone: string): string {
  const { minutes } = toLocal(instant, timezone)
  return timeText(`${Math.floor(minutes / 60)}:${minutes % 60}`)
}

/** `el viernes 27 de noviembre a las 3:00 p. m.`, as one says when. Its last point ends a sentence, too. */
export function momentText(instant: Date, timezone: string): string {
  const clock = clockText(instant, timezone)
  return `el ${dayText(instant, timezone)} a ${clock.startsWith('1:') ? 'la' : 'las'} ${clock}`
}

/** `14:30` → `2:30 p. m.`, as people in Colombia write it. */
export function timeText(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const half = hours < 12 || hours === 24 ? 'a. m.' : 'p. m.'
  return `${hours % 12 === 0 ? 12 : hours % 12}:${String(minutes).padStart(2, '0')} ${half}`
}
