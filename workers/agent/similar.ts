/**
 * Whether `name` stands in `text`, give or take a slip of the fingers: one letter wrong, missing or too many, two in
 * names of nine letters and more, none in names below six. Both are plain text (see `plain`).
 */
export function standsIn(text: string, name: string): boolean {
  if (` ${text} `.includes(` ${name} `)) return true
  const slips = name.length >= 9 ? 2 : name.length >= 6 ? 1 : 0
  if (slips === 0) return false
  const words = text.split(' ')
  const length = name.split(' ').length
  return words.some((_, start) => {
    const part = words.slice(start, start + length).join(' ')
    return Math.abs(part.length - name.length) <= slips && distance(part, name) <= slips
  })
}

/** Levenshtein: how many letters must be changed, added or left out to make `b` of `a`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
