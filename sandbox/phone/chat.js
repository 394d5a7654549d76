import { renderEntry } from './bubble.js'
import { byId, el } from './dom.js'

/** How long WhatsApp shows "escribiendo…" without an answer. */
const TYPING_MS = 25_000

const dayOf = at => {
  const date = new Date(at)
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000)
  if (days === 0) return 'Hoy'
  if (days === 1) return 'Ayer'
  return date.toLocaleDateString('es-CO', { day: 'numeric', month: 'long', year: 'numeric' })
}

const typingRow = () =>
  el(
    'div',
    { class: 'row typing' },
    el('div', { class: 'bubble' }, el('span', { class: 'dots' }, el('i'), el('i'), el('i')))
  )

/** "escribiendo…" in the head and as a bubble, until an answer or the end of its time. */
const createTyping = (box, state) => {
  let row
  let timer
  const hide = () => {
    clearTimeout(timer)
    row?.remove()
    row = undefined
    byId('chat-state').textContent = state
  }
  return {
    hide,
    keepLast: () => row && box.append(row),
    show: () => {
      hide()
      row = typingRow()
      box.append(row)
      byId('chat-state').textContent = 'escribiendo…'
      timer = setTimeout(hide, TYPING_MS)
    }
  }
}

const append = (box, entry, view) => {
  const day = dayOf(entry.at)
  const last = [...box.querySelectorAll('.day')].at(-1)
  if (last?.textContent !== day) box.append(el('div', { class: 'day' }, day))
  box.append(renderEntry(entry, view))
}

/** The scrolling list of bubbles of one talk. `view` says whose phone it is. */
export const createChat = view => {
  const box = byId('chat')
  const typing = createTyping(box, view.state)
  let entries = []
  const full = { ...view, find: wamid => entries.find(entry => entry.wamid === wamid) }
  // A message that failed never reached the customer's phone.
  const hidden = entry => view.side === 'customer' && entry.from !== 'customer' && entry.status === 'failed'
  const toEnd = () => {
    box.scrollTop = box.scrollHeight
  }
  const addNew = entry => {
    if (entry.from !== 'customer') typing.hide()
    append(box, entry, full)
    typing.keepLast()
    toEnd()
  }
  return {
    entries: () => entries,
    load: loaded => {
      entries = loaded
      box.replaceChildren(el('div', { class: 'notice' }, view.notice))
      for (const entry of entries) if (!hidden(entry)) append(box, entry, full)
      typing.hide()
      toEnd()
    },
    put: entry => {
      const index = entries.findIndex(known => known.wamid === entry.wamid)
      const old = box.querySelector(`[data-wamid="${CSS.escape(entry.wamid)}"]`)
      if (index >= 0) entries[index] = entry
      else entries.push(entry)
      if (hidden(entry)) old?.remove()
      else if (old) old.replaceWith(renderEntry(entry, full))
      else addNew(entry)
    },
    showTyping: () => {
      typing.show()
      toEnd()
    }
  }
}
