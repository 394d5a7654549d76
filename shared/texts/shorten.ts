/** Cuts at a whole character, and says that it did. Lengths are UTF-16 units, as Meta's limits are counted here. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text
    .slice(0, longest - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`
}
