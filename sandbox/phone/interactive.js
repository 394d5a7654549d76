import { byId, el, icon } from './dom.js'
import { formatText, link } from './format-text.js'

export const said = text => el('span', { class: 'said' }, ...formatText(String(text ?? '')))

const mediaSource = part => (part?.id ? `/phone/media/${encodeURIComponent(part.id)}` : part?.link)

export const picture = (source, label) => el('img', { class: 'picture', src: source, alt: label, loading: 'lazy' })

export const fileBox = (source, name) => {
  const inside = [icon('file'), el('span', {}, name)]
  return source === undefined
    ? el('span', { class: 'file' }, ...inside)
    : el('a', { class: 'file', href: source, target: '_blank', rel: 'noopener noreferrer' }, ...inside)
}

const headerOf = header => {
  if (header?.type === 'text') return el('span', { class: 'title' }, ...formatText(String(header.text)))
  if (header?.type === 'image') return picture(mediaSource(header.image), 'Imagen')
  if (header?.type === 'video') return el('video', { src: mediaSource(header.video), controls: true })
  if (header?.type === 'document') return fileBox(mediaSource(header.document), header.document.filename ?? 'Documento')
  return undefined
}

/** Header, body and footer of an interactive message. */
export const interactiveParts = content => [
  headerOf(content.header),
  content.body ? said(content.body.text) : undefined,
  content.footer ? el('span', { class: 'footer' }, ...formatText(String(content.footer.text))) : undefined
]

const closeSheet = () => {
  byId('sheet').hidden = true
}

/** The sheet with the rows of a list; a tap on one answers. */
const openSheet = (action, onPick) => {
  const row = item =>
    el(
      'button',
      {
        type: 'button',
        class: 'sheet-row',
        onClick: () => {
          closeSheet()
          onPick({ type: 'list_reply', id: item.id })
        }
      },
      el('span', {}, item.title, item.description ? el('small', {}, item.description) : undefined)
    )
  const section = ({ title, rows }) => [title ? el('h3', {}, title) : undefined, ...rows.map(row)]
  const close = el('button', { type: 'button', 'aria-label': 'Cerrar', onClick: closeSheet }, '×')
  const sheet = el(
    'div',
    { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': action.button },
    el('header', {}, close, el('span', {}, action.button)),
    el('div', { class: 'sheet-rows' }, ...action.sections.map(section))
  )
  const holder = byId('sheet')
  holder.replaceChildren(sheet)
  holder.hidden = false
  holder.onclick = event => {
    if (event.target === holder) closeSheet()
  }
  close.focus()
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') closeSheet()
})

const option = (mark, label, onClick) =>
  el('button', { type: 'button', disabled: onClick === undefined, ...(onClick ? { onClick } : {}) }, icon(mark), label)

/** What can be tapped under the bubble. `act` is undefined on the owner's phone: there one only looks. */
export const interactiveOptions = (content, act) => {
  const { action, type } = content
  if (type === 'button') {
    const tap = reply => (act ? () => act({ type: 'button_reply', id: reply.id }) : undefined)
    return action.buttons.map(({ reply }) => option('reply', reply.title, tap(reply)))
  }
  if (type === 'list') return [option('list', action.button, act ? () => openSheet(action, act) : undefined)]
  if (type === 'cta_url') return [link(action.parameters.url, icon('open'), action.parameters.display_text)]
  if (type === 'location_request_message') {
    const place = { type: 'location', latitude: 4.6766, longitude: -74.0483, name: 'Parque de la 93' }
    return [option('pin', 'Enviar ubicación', act ? () => act(place) : undefined)]
  }
  return []
}

/** A template shows its text where the sandbox has it, else its name and values: the text is kept at Meta. */
export const templateParts = template => {
  if (template.shown) return [said(template.shown)]
  const values = (template.components ?? [])
    .filter(component => component.type.toLowerCase() !== 'button')
    .flatMap(component => component.parameters ?? [])
    .map(({ parameter_name: name, text, type }) => `${name ? `${name}: ` : ''}${text ?? type}`)
  return [el('span', { class: 'label' }, `Plantilla ${template.name}`), said(values.join('\n'))]
}

export const templateOptions = (template, act) =>
  (template.components ?? [])
    .filter(component => component.type.toLowerCase() === 'button' && component.sub_type === 'quick_reply')
    .map(({ parameters }, index) => {
      const payload = parameters?.[0]?.payload ?? ''
      const label = template.labels?.[index] ?? `Respuesta ${index + 1}`
      const tap = act ? () => act({ type: 'template_button', payload, text: label }) : undefined
      const button = option('reply', label, tap)
      button.title = payload
      return button
    })
