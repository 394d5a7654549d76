import { summaryOf } from './bubble.js'
import { byId, icon } from './dom.js'

const PLACE = { type: 'location', latitude: 4.6766, longitude: -74.0483, name: 'Parque de la 93', address: 'Bogotá' }

/** The line above the field that says which message is answered. */
const createQuote = text => {
  let quotedId
  const quote = entry => {
    quotedId = entry?.wamid
    byId('quoted').hidden = entry === undefined
    byId('quoted-text').textContent = entry ? String(summaryOf(entry)) : ''
    if (entry) text.focus()
  }
  const take = () => {
    const id = quotedId
    quote(undefined)
    return id
  }
  return { quote, take }
}

const setUpFile = sendFile => {
  const file = byId('file')
  byId('attach').addEventListener('click', () => file.click())
  file.addEventListener('change', () => {
    const [chosen] = file.files
    if (chosen) sendFile(chosen)
    file.value = ''
  })
}

/** The field, its buttons and the quote above it. `send(act, replyTo)` and `sendFile(file, replyTo)` do the work. */
export const setUpComposer = ({ send, sendFile }) => {
  const text = byId('text')
  const { quote, take } = createQuote(text)
  const grow = () => {
    text.style.height = 'auto'
    text.style.height = `${text.scrollHeight}px`
  }
  const submit = event => {
    event.preventDefault()
    const body = text.value.trim()
    if (body === '') return
    text.value = ''
    grow()
    send({ type: 'text', body }, take())
  }
  byId('composer').addEventListener('submit', submit)
  text.addEventListener('input', grow)
  text.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event)
  })
  byId('unquote').addEventListener('click', () => quote(undefined))
  byId('place').addEventListener('click', () => send(PLACE, take()))
  setUpFile(chosen => sendFile(chosen, take()))
  byId('attach').append(icon('clip'))
  byId('place').append(icon('pin'))
  byId('composer').querySelector('.send').append(icon('send'))
  return { quote }
}
