import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** A telephone number in E.164: `+573001234567`. */
export type Phone = Readonly<{ number: string }>

/** Mobiles are ten digits that begin with 3 (the list of prefixes moves, so none is named); fixed lines 60 and eight more. */
const COLOMBIAN = /^\+57(3\d{9}|60\d{8})$/

/**
 * Reads what people type (`300 123 4567`, `57300…`, `0057…`, `+1 415…`); numbers without a country are Colombian. Null when
 * it is no number that could exist.
 */
export function parsePhone(text: string): Phone | null {
  const international = text.trim().replace(/^00/, '+')
  const bare = /^57(3\d{9}|60\d{8})$/.test(international.replace(/\D/g, '')) && !international.startsWith('+')
  const parsed = parsePhoneNumberFromString(bare ? `+${international.replace(/\D/g, '')}` : international, 'CO')
  if (!parsed) return null
  const phone = { number: parsed.number as string }
  return isValid(phone) ? phone : null
}

/** E.164, and possible in its country. */
export function isValid({ number }: Phone): boolean {
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return false
  if (number.startsWith('+57')) return COLOMBIAN.test(number)
  return parsePhoneNumberFromString(number)?.isPossible() === true
}

/** As it is read aloud: `300 1234567` at home, `+1 415 555 2671` from abroad. */
export function formatDisplay({ number }: Phone): string {
  const parsed = parsePhoneNumberFromString(number)
  if (!parsed) return number
  return parsed.country === 'CO' ? parsed.formatNational() : parsed.formatInternational()
}

/** The calling code: `57`. Empty when the number has none. */
export const countryCode = ({ number }: Phone): string =>
  parsePhoneNumberFromString(number)?.countryCallingCode.toString() ?? ''
