import test from 'ava'
import { readSystemMessage, readUserIdUpdate } from '../../../shared/domain/identity-change.ts'
import { webhookFixtures } from '../../helpers/fixtures.ts'

const messageOf = (name: string): unknown => {
  const body = webhookFixtures().find(fixture => fixture.name === name)?.body as {
    entry: { changes: { value: { messages: unknown[] } }[] }[]
  }
  return body.entry[0]?.changes[0]?.value.messages[0]
}

test("Meta's number change names the old and the new number", t => {
  t.deepEqual(readSystemMessage(messageOf('pywa-system-phone-number-change.json')), {
    oldPhone: '+972987654321',
    newPhone: '+972912345678',
    oldBsuids: [],
    newBsuid: null
  })
})

test('a changed security code changes nobody', t => {
  t.is(readSystemMessage(messageOf('pywa-system-identity-change.json')), null)
})

test('a number change brings the user ids along, old and new', t => {
  const message = {
    from: '573001112233',
    from_user_id: 'CO.1',
    system: { type: 'user_changed_number', wa_id: '573004445566', user_id: 'CO.2', previous_user_id: 'CO.0' }
  }
  t.deepEqual(readSystemMessage(message), {
    oldPhone: '+573001112233',
    newPhone: '+573004445566',
    oldBsuids: ['CO.1', 'CO.0'],
    newBsuid: 'CO.2'
  })
})

test('the older spelling new_wa_id is understood', t => {
  const message = { from: '573001112233', system: { type: 'user_changed_number', new_wa_id: '573004445566' } }
  t.like(readSystemMessage(message), { newPhone: '+573004445566' })
})

test('a new user id keeps the number, and is never listed among the old ones', t => {
  const message = {
    from: '573001112233',
    from_user_id: 'CO.2',
    system: { type: 'user_changed_user_id', user_id: 'CO.2', previous_user_id: 'CO.1' }
  }
  t.deepEqual(readSystemMessage(message), {
    oldPhone: '+573001112233',
    newPhone: null,
    oldBsuids: ['CO.1'],
    newBsuid: 'CO.2'
  })
})

test('a person without a number changes her user id', t => {
  const message = { from_user_id: 'CO.1', system: { type: 'user_changed_user_id', user_id: 'CO.2' } }
  t.deepEqual(readSystemMessage(message), { oldPhone: null, newPhone: null, oldBsuids: ['CO.1'], newBsuid: 'CO.2' })
})

test('user_id_update names the previous and the current user id', t => {
  const item = { wa_id: '573001112233', user_id: { previous: 'CO.1', current: 'CO.2' }, timestamp: 1 }
  t.deepEqual(readUserIdUpdate(item), {
    oldPhone: '+573001112233',
    newPhone: '+573001112233',
    oldBsuids: ['CO.1'],
    newBsuid: 'CO.2'
  })
})

test('what is missing or odd is nothing, never an error', t => {
  const nothing = { oldPhone: null, newPhone: null, oldBsuids: [], newBsuid: null }
  for (const odd of [null, undefined, 'x', 7, [], {}, { user_id: 'CO.1' }, { user_id: { previous: 7, current: {} } }])
    t.deepEqual(readUserIdUpdate(odd), nothing)
  for (const odd of [null, undefined, 'x', 7, [], {}, { system: null }, { system: { type: 'new_kind' } }])
    t.is(readSystemMessage(odd), null)
  t.deepEqual(readSystemMessage({ system: { type: 'user_changed_number' } }), nothing)
})
