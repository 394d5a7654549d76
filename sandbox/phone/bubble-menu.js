import { el, icon } from './dom.js'

const FACES = ['👍', '❤️', '😂', '😮', '🙏']

let opened
const close = () => {
  opened?.remove()
  opened = undefined
}
document.addEventListener('click', close)

const item = (label, act) => el('button', { type: 'button', role: 'menuitem', onClick: act }, label)

const toggle = (entry, view, bubble) => {
  const already = opened?.parentElement === bubble
  close()
  if (already) return
  const faces = FACES.map(face => item(face, () => view.act({ type: 'reaction', messageId: entry.wamid, emoji: face })))
  const own = view.isMine(entry)
  opened = el(
    'div',
    { class: 'menu', role: 'menu' },
    own ? undefined : el('div', { class: 'faces' }, ...faces),
    item('Responder', () => view.quote(entry)),
    own ? item('Eliminar para todos', () => view.act({ type: 'revoke', messageId: entry.wamid })) : undefined
  )
  bubble.append(opened)
  opened.scrollIntoView({ block: 'nearest' })
}

/** The small menu of a bubble (answer, react, delete): its arrow with a mouse, a long press without one. */
export const addBubbleMenu = (bubble, entry, view) => {
  const open = event => {
    event.stopPropagation()
    toggle(entry, view, bubble)
  }
  bubble.append(
    el('button', { type: 'button', class: 'more', 'aria-label': 'Opciones del mensaje', onClick: open }, icon('more'))
  )
  bubble.addEventListener('contextmenu', event => {
    if (!matchMedia('(hover: none)').matches) return
    event.preventDefault()
    toggle(entry, view, bubble)
  })
}
