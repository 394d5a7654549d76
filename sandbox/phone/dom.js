/**
 * One element. Text children become text nodes, never HTML, so that nothing a customer writes can run.
 * `on…` properties are listeners; the rest are attributes, left out when undefined or false.
 */
export const el = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2).toLowerCase(), value)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter(child => child !== undefined && child !== null && child !== ''))
  return element
}

export const byId = id => document.getElementById(id)

const PATHS = {
  send: 'M3 20.5 21 12 3 3.5v6.6L15 12 3 13.9z',
  clip: 'M16.5 6v10.5a4.5 4.5 0 0 1-9 0V5.5a3 3 0 0 1 6 0v10a1.5 1.5 0 0 1-3 0V6H9v9.5a3 3 0 0 0 6 0v-10a4.5 4.5 0 0 0-9 0v11a6 6 0 0 0 12 0V6z',
  pin: 'M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.5a2.5 2.5 0 0 1 0 5z',
  list: 'M4 6h2v2H4zm4 0h12v2H8zM4 11h2v2H4zm4 0h12v2H8zM4 16h2v2H4zm4 0h12v2H8z',
  reply: 'M10 8.5V4.8L3 11.8l7 7V15c5 0 8.500 1.600 11 5.100-1-5-4-10.100-11-11.600z',
  open: 'M14 3v2h3.600l-9.800 9.800 1.400 1.400L19 6.400V10h2V3zM5 5h6V3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-6h-2v6H5z',
  file: 'M6 2a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8l-6-6zm7 1.500L18.500 9H13z',
  more: 'M7.400 8.600 12 13.200l4.600-4.600L18 10l-6 6-6-6z'
}
const SVG = 'http://www.w3.org/2000/svg'

const drawing = (viewBox, d, stroke) => {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', viewBox)
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', d)
  path.setAttribute('fill', stroke ? 'none' : 'currentColor')
  if (stroke) {
    path.setAttribute('stroke', 'currentColor')
    path.setAttribute('stroke-width', '1.5')
    path.setAttribute('stroke-linecap', 'round')
    path.setAttribute('stroke-linejoin', 'round')
  }
  svg.append(path)
  return svg
}

export const icon = name => drawing('0 0 24 24', PATHS[name], false)

/** One tick: Meta has it. Two: the business has it. Blue: the business read it. */
export const ticks = status => {
  const two = status === 'delivered' || status === 'read' || status === 'played'
  const svg = drawing('0 0 17 12', two ? 'M1 6.500 4 10 10 2M8 10l6-8' : 'M4 6.500 7 10 13 2', true)
  svg.classList.toggle('seen', status === 'read' || status === 'played')
  const label = { pending: 'Enviando', sent: 'Enviado', delivered: 'Entregado' }[status] ?? 'Leído'
  return el(
    'span',
    { title: label, 'aria-label': label, role: 'img', class: svg.getAttribute('class') || undefined },
    svg
  )
}

let hideToast
export const toast = text => {
  const box = byId('toast')
  box.textContent = text
  box.hidden = false
  clearTimeout(hideToast)
  hideToast = setTimeout(() => {
    box.hidden = true
  }, 5000)
}
