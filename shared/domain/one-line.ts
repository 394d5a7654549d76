/** Text of one line: blanks inside become single ones, those around it go. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
