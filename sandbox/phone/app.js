import { getJson, openEvents, postFile, postJson } from './api.js'
import { createChat } from './chat.js'
import { setUpComposer } from './composer.js'
import { byId, el, toast } from './dom.js'
import { logEvent, setUpPanel, showRules } from './misbehave-panel.js'
import { askPerson } from './person-dialog.js'

const NAMES = ['Camila', 'Andrés', 'Valentina', 'Julián', 'Daniela', 'Santiago', 'Laura', 'Mateo', 'Paula', 'Felipe']
const query = new URLSearchParams(location.search)

let side = 'customer'
let person
let numbers = []
let number
let chat
let closeEvents

const phone = () => person.waId ?? person.userId
const suggestedName = digits => NAMES[Number(digits.at(-1))] ?? NAMES[0]
const pretty = digits =>
  /^57\d{10}$/.test(digits) ? `+57 ${digits.slice(2, 5)} ${digits.slice(5, 8)} ${digits.slice(8)}` : digits

const guard = async work => {
  try {
    return await work()
  } catch (error) {
    toast(error.message)
  }
}

/** Tells the person when the business's system did not take the webhook; Meta would try again, and so does this. */
const warn = ({ answers }) => {
  const bad = answers.find(answer => answer.status !== 200)
  if (answers.length === 0) toast('El negocio no está suscrito: no recibe webhooks.')
  else if (bad?.error === 'no webhook address')
    toast('Falta la dirección del webhook: el sistema no recibió el mensaje.')
  else if (bad) toast(`El sistema respondió ${bad.status ?? 'nada'}; se intentará de nuevo.`)
}

const address = replyTo => ({ phone: phone(), number: number.phoneNumberId, ...(replyTo ? { replyTo } : {}) })

const send = (act, replyTo) =>
  guard(async () =>
    warn(await postJson(side === 'owner' ? '/phone/api/owner' : '/phone/api/act', { ...address(replyTo), act }))
  )
const sendFile = (file, replyTo) => guard(async () => warn(await postFile(file, { ...address(replyTo), side })))

const composer = setUpComposer({ send, sendFile })

const markRead = () => {
  const unread = chat
    .entries()
    .some(entry => entry.from === 'business' && /^(pending|sent|delivered)$/.test(entry.status))
  if (
    side === 'customer' &&
    unread &&
    document.visibilityState === 'visible' &&
    document.body.dataset.tab === 'customer'
  ) {
    guard(() => postJson('/phone/api/read', address()))
  }
}

const showHead = () => {
  const owner = side === 'owner'
  const name = owner ? (person.name ?? pretty(phone())) : number.verifiedName
  byId('chat-name').textContent = name
  byId('avatar').textContent = name.slice(0, 1).toUpperCase()
  byId('who-label').textContent = owner
    ? `Dueña de ${number.verifiedName}, escribe a`
    : person.hidePhone
      ? `Número oculto · ${person.userId}`
      : pretty(phone())
  byId('who-name').textContent = person.name ?? 'Sin nombre'
  byId('who-name').hidden = owner
  byId('who-select').hidden = !owner
  byId('edit-person').hidden = owner
  byId('another-phone').hidden = owner
  document.title = owner ? 'Teléfono de la dueña' : `${person.name ?? pretty(phone())} · Teléfono de prueba`
}

const viewOf = () => ({
  side,
  isMine: entry => (side === 'customer') === (entry.from === 'customer'),
  act: (act, replyTo) => send(act, replyTo),
  quote: entry => composer.quote(entry),
  state: side === 'owner' ? pretty(phone()) : pretty(number.displayPhoneNumber.replace(/\D/g, '')),
  notice:
    side === 'owner'
      ? 'Lo que escriba aquí llega al sistema como mensaje de la dueña (coexistencia).'
      : `Escriba como cliente. ${number.verifiedName} contesta por la API.`
})

const showPeople = async () => {
  const state = await getJson('/phone/api/state')
  numbers = state.numbers
  number = numbers.find(item => item.phoneNumberId === number?.phoneNumberId) ?? numbers[0]
  const people = number.people.some(item => (item.waId ?? item.userId) === phone())
    ? number.people
    : [person, ...number.people]
  byId('who-select').replaceChildren(
    ...people.map(item => {
      const id = item.waId ?? item.userId
      return el('option', { value: id, selected: id === phone() }, `${item.name ?? 'Sin nombre'} · ${pretty(id)}`)
    })
  )
  const select = byId('number-select')
  select.hidden = numbers.length < 2
  select.replaceChildren(
    ...numbers.map(item => el('option', { value: item.phoneNumberId, selected: item === number }, item.verifiedName))
  )
}

const loadTalk = async () => {
  await showPeople()
  const talk = await getJson(`/phone/api/talk?${new URLSearchParams({ phone: phone(), number: number.phoneNumberId })}`)
  person = talk.customer
  chat = createChat(viewOf())
  showHead()
  chat.load(talk.entries)
  markRead()
}

const onEvent = event => {
  if (event.kind === 'rules') return void guard(showRules)
  if (event.kind === 'request' || event.kind === 'webhook') return logEvent(event)
  const mine = [event.customer.waId, event.customer.userId].includes(phone())
  if (event.kind === 'customer') {
    if (mine) {
      person = event.customer
      showHead()
    }
    return
  }
  if (side === 'owner' && !mine) return void guard(showPeople)
  if (!mine || event.phoneNumberId !== number.phoneNumberId) return
  if (event.kind === 'typing') {
    if (side === 'customer') chat.showTyping()
    return
  }
  chat.put(event.entry)
  markRead()
}

const connect = () => {
  closeEvents?.()
  closeEvents = openEvents(side === 'owner' ? undefined : phone(), {
    onEvent,
    onOpen: () => guard(loadTalk),
    onLost: () => {
      byId('chat-state').textContent = 'Sin conexión con el sandbox…'
    }
  })
}

const usePerson = async given => {
  person = await postJson('/phone/api/customers', given)
  localStorage.setItem('phone', phone())
  const next = new URLSearchParams({ phone: phone() })
  history.replaceState(null, '', `?${next}`)
  byId('another-phone').href = `?phone=57300${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`
  connect()
}

const showTab = tab => {
  document.body.dataset.tab = tab
  for (const button of document.querySelectorAll('[role="tab"]')) {
    button.setAttribute('aria-selected', String(button.dataset.tab === tab))
  }
  const next = tab === 'panel' ? side : tab
  if (next !== side) {
    side = next
    composer.quote(undefined)
    connect()
  } else if (chat) markRead()
}

const start = async () => {
  numbers = (await getJson('/phone/api/state')).numbers
  number = numbers.find(item => item.phoneNumberId === query.get('number')) ?? numbers[0]
  const asked = (query.get('phone') ?? localStorage.getItem('phone') ?? '573001112233').replace(/^\+/, '')
  const id = /^(\d{5,15}|[A-Z]{2}\.[A-Za-z0-9.]{1,132})$/.test(asked) ? asked : '573001112233'
  const { customer } = await getJson(`/phone/api/talk?${new URLSearchParams({ phone: id })}`)
  const name = query.get('name') ?? customer.name ?? suggestedName(id)
  await usePerson({ phone: id, name, userId: customer.userId, hidePhone: customer.hidePhone })
  await setUpPanel()
  if (query.get('tab') === 'owner' || query.get('tab') === 'panel') showTab(query.get('tab'))
}

for (const button of document.querySelectorAll('[role="tab"]')) {
  button.addEventListener('click', () => showTab(button.dataset.tab))
}
byId('edit-person').addEventListener('click', () => askPerson(person, given => guard(() => usePerson(given))))
byId('number-select').addEventListener('change', event => {
  number = numbers.find(item => item.phoneNumberId === event.target.value)
  guard(loadTalk)
})
byId('who-select').addEventListener('change', event => {
  person = { waId: event.target.value }
  guard(loadTalk)
})
document.addEventListener('visibilitychange', () => {
  if (chat) markRead()
})
guard(start)
