const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, sign => entities[sign] ?? sign)

/** Text with Markdown's \`code\` and **bold**, nothing else of it. */
export const inline = (text: string): string =>
  escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')

/** The same in paragraphs, which an empty line parts. */
export const paragraphs = (text: string): string =>
  text
    .split('\n\n')
    .map(part => `<p>${inline(part)}</p>`)
    .join('\n')
