import { randomUUID } from 'node:crypto'
import test from 'ava'
import { actionIdOf, isSigned, signAction } from '../../shared/action-token.ts'

const action = {
  id: randomUUID(),
  tenantId: randomUUID(),
  approvalId: randomUUID(),
  kind: 'approve',
  personId: randomUUID()
}

test('a button’s id names its action and fits everywhere Meta puts it', t => {
  const id = signAction('secret', action)
  t.is(actionIdOf(id), action.id)
  t.true(isSigned('secret', id, action))
  t.true(id.length <= 128)
})

test('an id for another deed, approval, person, business or key is not ours', t => {
  const id = signAction('secret', action)
  for (const change of [{ kind: 'reject' }, { approvalId: 'x' }, { personId: 'x' }, { tenantId: 'x' }])
    t.false(isSigned('secret', id, { ...action, ...change }))
  t.false(isSigned('other', id, action))
  t.false(isSigned('secret', `${id}x`, action))
})

test('what is no id of ours names nothing', t => {
  for (const text of ['', 'act:', 'act:..', 'act:123.x', `menu:${action.id}`, `act:${action.id}.x`])
    t.is(actionIdOf(text), null)
})
