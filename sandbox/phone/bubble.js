import { addBubbleMenu } from './bubble-menu.js'
import { el, ticks } from './dom.js'
import { link } from './format-text.js'
import {
  fileBox,
  interactiveOptions,
  interactiveParts,
  picture,
  said,
  templateOptions,
  templateParts
} from './interactive.js'

export const timeOf = at => new Date(at).toLocaleTimeString('es-CO', { hour: 'numeric', minute: '2-digit' })

const sourceOf = entry => (entry.mediaId ? `/phone/media/${encodeURIComponent(entry.mediaId)}` : entry.content?.link)

const locationParts = ({ latitude, longitude, name, address }) => [
  el('span', { class: 'title' }, name ?? 'Ubicación'),
  address ? said(address) : undefined,
  link(
    `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`,
    'Ver en el mapa'
  )
]

const contactParts = contacts =>
  contacts.flatMap(({ name, phones = [] }) => [
    el('span', { class: 'title' }, name?.formatted_name ?? 'Contacto'),
    said(phones.map(({ phone }) => phone).join('\n'))
  ])

const interactive = content => {
  const reply = content.button_reply ?? content.list_reply
  if (reply === undefined) return interactiveParts(content)
  return [said(reply.title), reply.description ? el('span', { class: 'footer' }, reply.description) : undefined]
}

const CONTENT = {
  text: entry => [said(entry.content.body)],
  image: entry => [picture(sourceOf(entry), 'Imagen'), said(entry.content.caption)],
  sticker: entry => [picture(sourceOf(entry), 'Sticker')],
  video: entry => [el('video', { src: sourceOf(entry), controls: true }), said(entry.content.caption)],
  audio: entry => [el('audio', { src: sourceOf(entry), controls: true })],
  document: entry => [fileBox(sourceOf(entry), entry.content.filename ?? 'Documento'), said(entry.content.caption)],
  location: entry => locationParts(entry.content),
  contacts: entry => contactParts(entry.content),
  interactive: entry => interactive(entry.content),
  template: entry => templateParts(entry.content),
  button: entry => [said(entry.content.text)]
}

/** A line that stands for a message: in quotes and in the composer. */
export const summaryOf = ({ type, content }) =>
  content?.body?.text ??
  content?.body ??
  content?.caption ??
  content?.filename ??
  content?.text ??
  content?.name ??
  type

const partsOf = entry => {
  if (entry.revoked) return [el('span', { class: 'gone' }, 'Este mensaje fue eliminado')]
  const parts = Object.hasOwn(CONTENT, entry.type) ? CONTENT[entry.type](entry) : undefined
  return parts ?? [el('span', { class: 'gone' }, `Mensaje de tipo ${entry.type}`)]
}

const optionsOf = (entry, view) => {
  if (entry.revoked || entry.from === 'customer') return []
  const act = view.side === 'customer' ? what => view.act(what, entry.wamid) : undefined
  if (entry.type === 'interactive') return interactiveOptions(entry.content, act)
  return entry.type === 'template' ? templateOptions(entry.content, act) : []
}

const metaOf = (entry, view) => {
  const lost = entry.status === 'failed' ? `No entregado (${entry.error?.code ?? ''})` : undefined
  return el(
    'span',
    { class: 'meta' },
    entry.edited ? 'Editado' : undefined,
    lost ? el('span', { class: 'lost', title: entry.error?.title }, lost) : undefined,
    el('time', { datetime: entry.at }, timeOf(entry.at)),
    view.isMine(entry) && !lost ? ticks(entry.status) : undefined
  )
}

const quoteOf = (entry, view) => {
  const cited = entry.replyTo ? view.find(entry.replyTo) : undefined
  return cited ? el('span', { class: 'cite' }, said(summaryOf(cited))) : undefined
}

/** One message as a row of the chat. `view`: side, isMine, find, act, quote. */
export const renderEntry = (entry, view) => {
  const mine = view.isMine(entry)
  const options = optionsOf(entry, view)
  const faces = Object.values(entry.reactions ?? {}).filter(Boolean)
  const author = view.side === 'owner' && entry.from === 'business' ? 'Enviado por el sistema' : undefined
  const classes = ['row', mine && 'mine', options.length > 0 && 'choice', faces.length > 0 && 'reacted']
  const bubble = el(
    'div',
    { class: 'bubble' },
    author ? el('span', { class: 'label' }, author) : undefined,
    quoteOf(entry, view),
    ...partsOf(entry),
    metaOf(entry, view),
    faces.length > 0 ? el('span', { class: 'reaction' }, faces.join(' ')) : undefined
  )
  if (!entry.revoked) addBubbleMenu(bubble, entry, view)
  return el(
    'div',
    { class: classes.filter(Boolean).join(' '), 'data-wamid': entry.wamid },
    bubble,
    options.length > 0 ? el('div', { class: 'options' }, ...options) : undefined
  )
}
