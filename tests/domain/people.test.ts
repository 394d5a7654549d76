import test from 'ava'
import {
  archive,
  close,
  hasMedia,
  isInbound,
  isOutbound,
  isServiceWindowOpen,
  reopen,
  takesMessages
} from '../../shared/domain/conversation.ts'
import {
  addNote,
  canReceiveWhatsAppMarketing,
  fullName,
  grantWhatsAppOptIn,
  revokeWhatsAppOptIn,
  updateInfo
} from '../../shared/domain/customer.ts'
import { likePattern, searchText, searchWords } from '../../shared/domain/search-text.ts'
import { activate, changeService, deactivate, newService, type ServiceValues } from '../../shared/domain/service.ts'

const now = new Date('2026-11-23T15:00:00Z')

test('names are put together from what is known', t => {
  t.is(fullName({ firstName: 'Camila', lastName: 'Ruiz' }), 'Camila Ruiz')
  t.is(fullName({ firstName: null, lastName: 'Ruiz' }), 'Ruiz')
  t.is(fullName({ firstName: null, lastName: null }), '')
  t.deepEqual(updateInfo({ firstName: '  Ana \t María ', lastName: ' ' }), { firstName: 'Ana María', lastName: null })
  t.deepEqual(updateInfo({}), {})
})

test('the date of the first yes stays, and marketing needs a yes and a number', t => {
  const first = grantWhatsAppOptIn({ whatsappOptin: false, whatsappOptinDate: null }, now)
  t.deepEqual(first, { whatsappOptin: true, whatsappOptinDate: now })
  t.deepEqual(grantWhatsAppOptIn(first, new Date()), first)
  t.deepEqual(revokeWhatsAppOptIn(), { whatsappOptin: false, whatsappOptinDate: null })
  t.true(canReceiveWhatsAppMarketing({ whatsappOptin: true, phone: '+573001234567' }))
  t.false(canReceiveWhatsAppMarketing({ whatsappOptin: true, phone: null }))
  t.false(canReceiveWhatsAppMarketing({ whatsappOptin: false, phone: '+573001234567' }))
})

test('notes only grow', t => {
  t.is(addNote(null, ' alérgica al amoníaco '), 'alérgica al amoníaco')
  t.is(addNote('primera', 'segunda'), 'primera\nsegunda')
})

test('a search text has no accents, capitals or signs, and a number is found however it is typed', t => {
  t.is(
    searchText('Ángela', 'Muñoz', '+573001234567', 'Angela@Example.com'),
    'angela munoz 573001234567 angela@example.com'
  )
  t.is(searchText(null, undefined, ''), '')
  t.deepEqual(searchWords('  MUÑOZ  ángela '), ['munoz', 'angela'])
  t.deepEqual(searchWords('+57 (300) 123-45 67'), ['573001234567'])
  t.deepEqual(searchWords('300 123 4567'), ['3001234567'])
  t.deepEqual(searchWords("%'; --"), [])
  t.is(searchWords('a b c d e f g h i j').length, 8)
  t.is(likePattern('a_b%c\\'), '%a\\_b\\%c\\\\%')
})

test('a window is open until its instant, and a conversation that is not active takes no messages', t => {
  t.true(isServiceWindowOpen({ serviceWindowExpiresAt: new Date(now.getTime() + 1) }, now))
  t.false(isServiceWindowOpen({ serviceWindowExpiresAt: now }, now))
  t.false(isServiceWindowOpen({ serviceWindowExpiresAt: null }, now))
  t.true(takesMessages(reopen()))
  t.false(takesMessages(close(now)))
  const closedAt = new Date('2026-11-01T00:00:00Z')
  t.deepEqual(archive({ closedAt }, now), { status: 'archived', closedAt })
  t.deepEqual(archive({ closedAt: null }, now), { status: 'archived', closedAt: now })
})

test('a message tells its direction and whether it brought a file', t => {
  t.true(isInbound({ direction: 'inbound' }))
  t.true(isOutbound({ direction: 'outbound' }))
  t.true(hasMedia({ mediaUrl: null, mediaMimeType: 'image/jpeg' }))
  t.false(hasMedia({ mediaUrl: null, mediaMimeType: null }))
})

const cut: ServiceValues = { ...newService, name: 'Corte', durationMinutes: 45, priceAmount: '35000.00' }

const pointerOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    const { details } = error as { details: { errors: { pointer: string }[] } }
    return details.errors[0]?.pointer ?? 'none'
  }
}

test('a service keeps the rules of the specification after every change', t => {
  t.like(changeService(cut, { name: ' Corte  y cepillado ', priceAmount: 40000.5 }), {
    name: 'Corte y cepillado',
    priceAmount: '40000.50',
    durationMinutes: 45
  })
  t.is(
    pointerOf(() => changeService(cut, { durationMinutes: 14 })),
    '/duration_minutes'
  )
  t.is(
    pointerOf(() => changeService(cut, { durationMinutes: 481 })),
    '/duration_minutes'
  )
  t.is(
    pointerOf(() => changeService(cut, { priceAmount: -1 })),
    '/price_amount'
  )
  t.is(
    pointerOf(() => changeService(cut, { priceAmount: 0.001 })),
    '/price_amount'
  )
  t.is(
    pointerOf(() => changeService(cut, { name: '   ' })),
    '/name'
  )
  t.is(changeService(cut, { priceAmount: 9999999999.99 }).priceAmount, '9999999999.99')
  t.is(changeService(cut, { priceAmount: 0 }).priceAmount, '0.00')
})

test('a deposit is a kind with an amount, at most the price', t => {
  t.like(changeService(cut, { depositKind: 'percent', depositAmount: 50 }), { depositAmount: '50.00' })
  t.is(
    pointerOf(() => changeService(cut, { depositKind: 'percent', depositAmount: 101 })),
    '/deposit_amount'
  )
  t.is(
    pointerOf(() => changeService(cut, { depositKind: 'fixed', depositAmount: 35001 })),
    '/deposit_amount'
  )
  t.is(
    pointerOf(() => changeService(cut, { depositKind: 'fixed' })),
    '/deposit_amount'
  )
  t.is(
    pointerOf(() => changeService(cut, { depositAmount: 5 })),
    '/deposit_kind'
  )
  const withDeposit = changeService(cut, { depositKind: 'fixed', depositAmount: 10000 })
  t.is(
    pointerOf(() => changeService(withDeposit, { priceAmount: 9000 })),
    '/deposit_amount'
  )
  t.like(changeService(withDeposit, { depositKind: null, depositAmount: null }), { depositKind: null })
})

test('a service is taken off the list and put back', t => {
  t.false(deactivate(cut).isActive)
  t.true(activate(deactivate(cut)).isActive)
})
