import test from 'ava'
import { PoliciesBody, PoliciesSchema } from '../../ingress/schemas/policies.ts'
import { defaultBrandSettings, validateColor } from '../../shared/domain/brand-settings.ts'
import { isPublicAddress, isValidCalComConfig } from '../../shared/domain/calcom-config.ts'
import {
  changePaymentConfig,
  isValidPaymentConfig,
  normalizeMethods,
  type PaymentMethod,
  paymentConfigOf,
  storedPaymentConfig,
  walletNumber
} from '../../shared/domain/payment-config.ts'
import { defaultPolicies } from '../../shared/domain/policies.ts'
import {
  activate,
  completeOnboarding,
  missingForOnboarding,
  suspend,
  toTimezone,
  updateBrandSettings,
  updateBusinessInfo
} from '../../shared/domain/tenant.ts'
import { isValidWhatsAppConfig } from '../../shared/domain/whatsapp-config.ts'
import { problemsOf } from '../../shared/validate.ts'

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('the set-up needs a service and hours, and only then opens the business', t => {
  const fresh = { status: 'inactive', onboardingCompleted: false } as const
  t.deepEqual(missingForOnboarding({ activeServices: 0, openingHours: 0 }), ['active_service', 'opening_hours'])
  t.is(
    codeOf(() => completeOnboarding(fresh, { activeServices: 1, openingHours: 0 })),
    'onboarding_incomplete'
  )
  const open = completeOnboarding(fresh, { activeServices: 1, openingHours: 6 })
  t.deepEqual(open, { status: 'active', onboardingCompleted: true })
  t.is(
    codeOf(() => activate(fresh)),
    'onboarding_incomplete'
  )
  t.is(
    codeOf(() => activate(suspend(open))),
    'forbidden',
    'only the operator ends a suspension'
  )
})

test('what a business says of itself is trimmed, and an empty text takes a field away', t => {
  t.deepEqual(updateBusinessInfo({ businessName: '  María \n Terapia ', description: '  ', address: null }), {
    businessName: 'María Terapia',
    description: null,
    address: null
  })
  t.deepEqual(updateBusinessInfo({}), {})
})

test('brand settings are stored as far as they are chosen, and unknown ones are not', t => {
  t.true(validateColor(defaultBrandSettings.primary_color))
  t.false(validateColor('red'))
  t.false(validateColor('#12345'))
  const stored = { primary_color: '#ff0000', logo_url: 'https://x.co/l.png', old: 1 }
  t.deepEqual(updateBrandSettings(stored, { logo_url: null, font_family: 'Lato' }), {
    primary_color: '#ff0000',
    font_family: 'Lato'
  })
})

test('only zones of the IANA database are zones', t => {
  t.is(toTimezone('america/bogota'), 'America/Bogota')
  t.is(toTimezone('America/Argentina/Buenos_Aires'), 'America/Argentina/Buenos_Aires')
  for (const wrong of ['', 'Bogota', '+05:00', 'GMT-5', 'America/Nowhere', "'; drop table tenants"])
    t.is(toTimezone(wrong), null, wrong)
})

test('wallet numbers are read as people write them', t => {
  for (const text of ['3001234567', '300 123 4567', '+57 300-123-4567', '57 3001234567', '0057 300 1234567'])
    t.is(walletNumber(text), '3001234567', text)
  for (const text of ['6015550100', '300123456', '30012345678', '+1 300 123 4567', 'nequi'])
    t.is(walletNumber(text), null, text)
})

test('the list of payment methods and the two numbers of the specification say the same', t => {
  const row = { nequiNumber: '3001234567', daviviplataNumber: null, paymentMethods: [{ type: 'cash' }] }
  const config = paymentConfigOf(row)
  t.deepEqual(config.methods, [{ type: 'cash' }, { type: 'nequi', number: '3001234567' }])
  t.true(isValidPaymentConfig(config))
  const changed = changePaymentConfig(config, { daviplataNumber: '3019998877', nequiNumber: null })
  t.deepEqual(changed.methods, [{ type: 'cash' }, { type: 'daviplata', number: '3019998877' }])
  t.like(changed, { nequiNumber: null, daviplataNumber: '3019998877' })
  const stored = JSON.parse(JSON.stringify(storedPaymentConfig(changed)))
  t.deepEqual(stored.paymentMethods, [{ type: 'cash' }, { type: 'daviplata' }], 'a number stands in its column only')
  t.deepEqual(paymentConfigOf(stored), changed)
  t.false(isValidPaymentConfig(paymentConfigOf({ ...row, nequiNumber: null, paymentMethods: [] })))
})

test('payment methods are checked by their kind', t => {
  const breb = (key_type: string, key: string) =>
    normalizeMethods([{ type: 'breb', key_type, key, holder: ' María  Pérez ' } as PaymentMethod])[0]
  t.deepEqual(breb('phone', '+57 300 123 4567'), {
    type: 'breb',
    key_type: 'phone',
    key: '3001234567',
    holder: 'María Pérez'
  })
  t.like(breb('email', ' Maria@Example.com '), { key: 'maria@example.com' })
  t.like(breb('id_number', '1.020.304.050'), { key: '1020304050' })
  t.like(breb('alphanumeric', '@Saloncito1'), { key: '@Saloncito1' })
  for (const [kind, key] of [
    ['phone', '12'],
    ['email', 'maria'],
    ['id_number', 'a b'],
    ['alphanumeric', '@sí!'],
    ['merchant_code', 'x']
  ] as const)
    t.is(
      codeOf(() => breb(kind, key)),
      'validation_failed',
      `${kind} ${key}`
    )
  t.is(
    codeOf(() => normalizeMethods([{ type: 'cash' }, { type: 'cash' }])),
    'validation_failed'
  )
  const account = { type: 'bancolombia', account_type: 'savings', holder: 'M' } as const
  t.like(normalizeMethods([{ ...account, account_number: '123-456789-00' }])[0], { account_number: '12345678900' })
  t.is(
    codeOf(() => normalizeMethods([{ ...account, account_number: 'ahorros 123' }])),
    'validation_failed'
  )
})

test('a WhatsApp connection needs ids of digits and a token; a Cal.com key begins with cal_', t => {
  const config = { phoneNumber: null, phoneNumberId: '106540352242922', accessToken: 'EAA', wabaId: '102290129340398' }
  t.true(isValidWhatsAppConfig({ ...config, webhookVerifyToken: null }))
  t.false(isValidWhatsAppConfig({ ...config, webhookVerifyToken: null, accessToken: null }))
  t.false(isValidWhatsAppConfig({ ...config, webhookVerifyToken: null, wabaId: '../me' }))
  t.true(isValidCalComConfig({ apiKey: 'cal_live_0123456789', username: null }))
  t.false(isValidCalComConfig({ apiKey: 'sk_live_0123456789', username: null }))
})

test('an address of somebody’s own Cal.com must be in public', t => {
  for (const good of ['https://api.cal.eu', 'https://citas.saloncito.co/api']) t.true(isPublicAddress(good), good)
  for (const bad of [
    'http://api.cal.eu',
    'https://localhost',
    'https://127.0.0.1',
    'https://[::1]',
    'https://2130706433',
    'https://redis.internal',
    'https://metadata',
    'https://a.local.',
    'https://user:pass@cal.example.com',
    'https://cal.example.com?x=1',
    'ftp://cal.example.com',
    'nonsense'
  ])
    t.false(isPublicAddress(bad), bad)
})

test('the schema of policies knows exactly the policies, and takes every default', t => {
  t.deepEqual(Object.keys(PoliciesSchema.properties).sort(), Object.keys(defaultPolicies).sort())
  t.deepEqual(problemsOf(PoliciesSchema, defaultPolicies), [])
  t.deepEqual(problemsOf(PoliciesBody, {}), [])
  t.is(problemsOf(PoliciesBody, { capacity: 0 })[0]?.pointer, '/capacity')
  t.is(problemsOf(PoliciesBody, { privacy_url: 'javascript:alert(1)' })[0]?.pointer, '/privacy_url')
})
