import test from 'ava'
import {
  cleanParameter,
  placesOf,
  templateMessage,
  templateStatusOf,
  toCreateBody
} from '../../shared/domain/message-template.ts'
import { approvedTemplate, ownerNoticeTemplate, standardTemplates } from '../../shared/texts/templates.ts'

test('every template of ours fits Meta’s rules: places inside the text, an example for each, short labels', t => {
  for (const draft of standardTemplates) {
    t.notRegex(draft.body, /^\s*\{\{|\}\}\s*$/, draft.name)
    t.true(draft.body.length <= 1024)
    t.deepEqual(
      placesOf(draft.body).filter(place => !draft.examples[place]),
      [],
      draft.name
    )
    t.true(draft.buttons.every(label => label.length <= 25))
    t.like(toCreateBody(draft, 'es_CO'), { parameter_format: 'NAMED', category: 'UTILITY' })
  }
})

test('a template is not sent with a place that is missing, unknown or without its buttons', t => {
  const values = { nombre: 'Ana', negocio: 'Luna', servicio: 'Corte', fecha: 'hoy' }
  t.notThrows(() => templateMessage(approvedTemplate, 'es_CO', values, []))
  const { nombre: _, ...less } = values
  t.throws(() => templateMessage(approvedTemplate, 'es_CO', less, []))
  t.throws(() => templateMessage(approvedTemplate, 'es_CO', { ...values, otro: 'x' }, []))
  t.throws(() => templateMessage(ownerNoticeTemplate, 'es_CO', ownerNoticeTemplate.examples, ['a']))
})

test('what stands in a place is one line without runs of blanks, and never nothing', t => {
  t.is(cleanParameter(' a\n\tb     c '), 'a b c')
  t.is(cleanParameter(' \n '), '-')
  t.is(cleanParameter('x'.repeat(500)).length, 300)
})

test('Meta’s words for a template’s state are read; unknown ones change nothing', t => {
  t.is(templateStatusOf('APPROVED'), 'approved')
  t.is(templateStatusOf('REINSTATED'), 'approved')
  t.is(templateStatusOf('paused'), 'paused')
  t.is(templateStatusOf('DELETED'), 'disabled')
  t.is(templateStatusOf('SOMETHING_NEW'), null)
})
