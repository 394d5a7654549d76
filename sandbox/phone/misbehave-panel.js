import { getJson, postJson, remove } from './api.js'
import { byId, el, toast } from './dom.js'

/** Each trouble: its name, and the field it needs (`code`, `ms`, `n` or none) turned into an action. */
const TROUBLES = [
  { name: 'Rechazar con un error', needs: 'code', make: code => ({ error: { code } }) },
  { name: 'Responder tarde', needs: 'ms', make: ms => ({ delayMs: ms }) },
  { name: 'Perder la respuesta después de enviar', make: () => ({ loseAnswer: 'after-accept' }) },
  { name: 'Perder la conexión antes de enviar', make: () => ({ loseAnswer: 'before-accept' }) },
  { name: 'Quedarse callado y cortar', needs: 'ms', make: ms => ({ hang: ms }) },
  { name: 'Error 500 en HTML', make: () => ({ http500Html: true }) },
  { name: 'Fallar después (estado failed)', needs: 'code', make: code => ({ status: { failed: code } }) },
  { name: 'Estados repetidos', make: () => ({ status: 'duplicate' }) },
  { name: 'Estados en desorden', make: () => ({ status: 'reorder' }) },
  { name: 'Estado antes de la respuesta', make: () => ({ status: 'early' }) },
  { name: 'Sin estados', make: () => ({ status: 'none' }) },
  { name: 'Webhooks repetidos (copias de más)', needs: 'n', make: n => ({ duplicateWebhooks: n }) },
  { name: 'Webhooks agrupados', needs: 'n', make: n => ({ batch: { n, windowMs: 2000 } }) },
  { name: 'Webhooks en desorden', make: () => ({ reorderWebhooks: true }) }
]
const MAX_LOG = 40

const nameOf = ({ action }) => {
  const key = Object.keys(action)[0]
  const detail = JSON.stringify(action[key])
  const trouble = TROUBLES.find(({ make, needs }) => {
    const sample = make(needs === undefined ? undefined : 1)
    const same = needs === undefined || key !== 'status' ? true : typeof action.status === 'object'
    return Object.hasOwn(sample, key) && same && (needs !== undefined || JSON.stringify(sample[key]) === detail)
  })
  const value =
    action[key]?.code ?? action[key]?.failed ?? action[key]?.n ?? (typeof action[key] === 'number' ? action[key] : '')
  return `${trouble?.name ?? key} ${value}`.trim()
}

const logBox = el('ul', { class: 'list log', 'aria-label': 'Registro' })
const rulesBox = el('ul', { class: 'list' })

/** Lists the rules that hold now. */
export const showRules = async () => {
  const { rules, codes } = await getJson('/sandbox/misbehave')
  rulesBox.replaceChildren(
    ...rules.map(({ id, rule, used }) => {
      const left = rule.times === undefined ? `${used} veces` : `${used} de ${rule.times}`
      const drop = el(
        'button',
        { type: 'button', class: 'soft', onClick: () => guard(remove(`/sandbox/misbehave/${id}`)) },
        'Quitar'
      )
      return el('li', {}, el('span', {}, nameOf(rule), ' · ', el('small', {}, left)), drop)
    })
  )
  return { rules, codes }
}

const guard = async work => {
  try {
    await work
    await showRules()
  } catch (error) {
    toast(error.message)
  }
}

const numberField = (label, properties) => {
  const input = el('input', { type: 'number', min: '1', ...properties })
  return { input, row: el('label', {}, label, input) }
}

const selectOf = (label, options) => {
  const select = el('select', {}, ...options.map(([value, text]) => el('option', { value: String(value) }, text)))
  return { input: select, row: el('label', {}, label, select) }
}

/** The form of a new misbehaviour; only the field that the chosen trouble needs is shown. */
const ruleForm = codes => {
  const what = selectOf(
    'Qué pasa',
    TROUBLES.map(({ name }, index) => [index, name])
  )
  const fields = {
    code: selectOf(
      'Código de Meta',
      codes.map(({ code, title }) => [code, `${code} ${title}`])
    ),
    ms: numberField('Milisegundos', { value: '5000' }),
    n: numberField('Cuántos', { value: '2' })
  }
  fields.code.input.value = '131000'
  const times = numberField('Cuántas veces', { value: '1', placeholder: 'hasta quitarlo' })
  const trouble = () => TROUBLES[Number(what.input.value)]
  const refresh = () => {
    for (const [name, { row }] of Object.entries(fields)) row.hidden = trouble().needs !== name
  }
  what.input.addEventListener('change', refresh)
  refresh()
  const apply = event => {
    event.preventDefault()
    const { needs, make } = trouble()
    const action = make(needs === undefined ? undefined : Number(fields[needs].input.value))
    const limit = times.input.value === '' ? undefined : Number(times.input.value)
    guard(postJson('/sandbox/misbehave', { times: limit, action }))
  }
  const dropAll = () => guard(remove('/sandbox/misbehave'))
  return el(
    'form',
    { class: 'form', onSubmit: apply },
    what.row,
    fields.code.row,
    el('div', { class: 'pair' }, fields.ms.row, fields.n.row, times.row),
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'button', class: 'soft', onClick: dropAll }, 'Quitar todo'),
      el('button', { type: 'submit', class: 'primary' }, 'Aplicar')
    )
  )
}

/** Fills the panel once. */
export const setUpPanel = async () => {
  const { codes } = await showRules()
  const how = 'Así prueba qué hace el sistema cuando Meta falla. También con curl: POST /sandbox/misbehave.'
  byId('panel').replaceChildren(
    el('section', {}, el('h2', {}, 'Portarse mal'), el('p', {}, how), ruleForm(codes), rulesBox),
    el('section', {}, el('h2', {}, 'Qué está pasando'), logBox)
  )
}

const lineOf = event => {
  if (event.kind === 'request') {
    const lost = event.status === undefined
    return {
      ok: event.status === 200,
      text: `API ← ${event.type}: ${lost ? 'sin respuesta' : event.status}${event.errorCode === undefined ? '' : ` (${event.errorCode})`}`
    }
  }
  const tries = event.tries > 1 ? `, intento ${event.tries}` : ''
  return { ok: event.delivered, text: `webhook → ${event.what}: ${event.status ?? event.error}${tries}` }
}

/** A line of the log for a request to the API or a webhook. */
export const logEvent = event => {
  const { ok, text } = lineOf(event)
  const time = new Date(event.at).toLocaleTimeString('es-CO', { hour12: false })
  logBox.prepend(el('li', {}, el('time', {}, time), el('span', { class: ok ? 'ok' : 'bad' }, text)))
  while (logBox.children.length > MAX_LOG) logBox.lastChild.remove()
  if (rulesBox.children.length > 0) guard(Promise.resolve())
}
