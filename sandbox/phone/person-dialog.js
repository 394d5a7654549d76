import { byId, el } from './dom.js'

const field = (label, properties) => {
  const input = el('input', { autocomplete: 'off', ...properties })
  return { input, row: el('label', {}, label, input) }
}

/** Asks who holds this phone. Calls `save({phone, name, userId, hidePhone})`. */
export const askPerson = (person, save) => {
  const dialog = byId('person-dialog')
  const name = field('Nombre', { value: person.name ?? '', required: true, maxlength: '60' })
  const phone = field('Número con indicativo, sin el +', {
    value: person.waId ?? '',
    required: true,
    inputmode: 'numeric',
    pattern: '\\+?[0-9 ]{5,20}',
    title: 'Por ejemplo 573001112233'
  })
  const userId = field('Identificador de usuario (BSUID), si lo tiene', {
    value: person.userId ?? '',
    placeholder: 'CO.104729…',
    pattern: '[A-Z]{2}\\.[A-Za-z0-9.]{1,132}'
  })
  const hide = el('input', { type: 'checkbox', checked: person.hidePhone === true })
  const close = () => dialog.close()
  const form = el(
    'form',
    {
      class: 'form',
      onSubmit: event => {
        event.preventDefault()
        close()
        const digits = phone.input.value.replace(/\D/g, '')
        // Another number is another person; she does not bring this one's user id along.
        if (digits !== person.waId && userId.input.value === person.userId) userId.input.value = ''
        save({
          phone: digits,
          name: name.input.value.trim(),
          userId: userId.input.value.trim(),
          hidePhone: hide.checked
        })
      }
    },
    el('h2', {}, '¿De quién es este teléfono?'),
    name.row,
    phone.row,
    userId.row,
    el('label', { class: 'check' }, hide, 'No mostrar el número al negocio (usa BSUID)'),
    el(
      'div',
      { class: 'buttons' },
      el('button', { type: 'button', class: 'soft', onClick: close }, 'Cancelar'),
      el('button', { type: 'submit', class: 'primary' }, 'Guardar')
    )
  )
  dialog.replaceChildren(form)
  dialog.showModal()
}
