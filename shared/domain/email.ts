/** An e-mail address, lower case and without surrounding blanks. */
export type Email = Readonly<{ address: string }>

/** RFC 5321: 64 before the at sign, 254 in all. */
const PATTERN = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@.<>()[\]\\,;:"]+(\.[^\s@.<>()[\]\\,;:"]+)+$/
const LONGEST = 254

export const toEmail = (text: string): Email => ({ address: text.trim().toLowerCase() })

export const isValid = ({ address }: Email): boolean => address.length <= LONGEST && PATTERN.test(address)

/** What follows the at sign. */
export const domain = ({ address }: Email): string => address.slice(address.lastIndexOf('@') + 1)
