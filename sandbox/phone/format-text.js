import { el } from './dom.js'

/** WhatsApp's marks: *negrita*, _cursiva_, ~tachado~, ```letra de máquina```, `código`, and bare web addresses. */
const MARKS = [
  { pattern: /```([\s\S]+?)```/, make: inner => el('code', {}, inner) },
  { pattern: /`([^`\n]+)`/, make: inner => el('code', {}, inner) },
  { pattern: /(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])/, make: inner => el('strong', {}, ...formatText(inner)) },
  { pattern: /(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])/, make: inner => el('em', {}, ...formatText(inner)) },
  { pattern: /(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/, make: inner => el('s', {}, ...formatText(inner)) },
  { pattern: /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/, make: inner => link(inner, inner) }
]

/** A link that leaves the page alone; other schemes than http(s) stay text. */
export const link = (url, ...children) =>
  /^https?:\/\//i.test(url)
    ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children)
    : el('span', {}, ...children)

/** Text with marks as a list of nodes and strings. The mark that begins first wins. */
export const formatText = text => {
  let best
  for (const mark of MARKS) {
    const match = mark.pattern.exec(text)
    if (match && (best === undefined || match.index < best.match.index)) best = { match, make: mark.make }
  }
  if (best === undefined) return text === '' ? [] : [text]
  const { match, make } = best
  const before = text.slice(0, match.index)
  const after = text.slice(match.index + match[0].length)
  return [...(before === '' ? [] : [before]), make(match[1]), ...formatText(after)]
}
