const ESCAPED_ASCII: Readonly<Record<string, string>> = {
  '/': '\\/',
  '<': '\\u003C',
  '%': '\\u0025',
  '@': '\\u0040'
}

/**
 * JSON as Meta writes it on the wire: every character outside ASCII as `\uXXXX` in lower-case hex, and `/ < % @`
 * escaped as well. The signature covers these bytes, so a receiver that parses and serialises again sees another
 * digest (source: Meta's Messenger webhook page, quoted in whatsapp-api-js issue 290).
 */
export const wireJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[/<%@]/g, character => ESCAPED_ASCII[character] ?? character)
    .replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
