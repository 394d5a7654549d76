import bcrypt from 'bcrypt'
import type { Context } from '../context.ts'
import { encrypt } from '../crypto.ts'
import { AuthUserModel } from '../models/auth-user-model.ts'
import { BusinessHoursModel } from '../models/business-hours-model.ts'
import { ServiceModel } from '../models/service-model.ts'
import { TenantModel } from '../models/tenant-model.ts'
import { append } from '../outbox/append.ts'

/** A business to try the system with. Its password is public: this is for development only. */
export type Demo = Readonly<{
  slug: string
  businessName: string
  email: string
  password: string
  phoneNumberId: string
  displayPhoneNumber: string
  wabaId: string
  accessToken: string
  /** The phone from which its owner decides: proved, as if she had sent the code. */
  ownerPhone: string
}>

export const demo: Demo = {
  slug: 'salon-luna',
  businessName: 'Salón Luna',
  email: 'luna@example.com',
  password: 'salon-luna-demo',
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '576015550100',
  wabaId: '102290129340398',
  accessToken: 'sandbox-access-token',
  ownerPhone: '573001000001'
}

const services = [
  ['Corte de cabello', 'Lavado, corte y peinado.', 45, '35000'],
  ['Manicure', 'Tradicional o semipermanente.', 60, '28000'],
  ['Pedicure', 'Con exfoliación.', 60, '32000'],
  ['Tinte completo', 'Incluye diagnóstico y tratamiento.', 150, '180000'],
  ['Cejas y pestañas', 'Diseño de cejas y lifting.', 50, '50000']
] as const

/** Creates the demo business, connected to the sandbox's number, unless it is there. Works twice. System scope. */
export async function seedDemo(context: Context, values: Demo = demo): Promise<string> {
  const known = await TenantModel.query(context.db).findOne({ slug: values.slug })
  const connection = {
    whatsappPhoneNumber: `+${values.displayPhoneNumber}`,
    whatsappPhoneNumberId: values.phoneNumberId,
    whatsappWabaId: values.wabaId,
    whatsappAccessToken: encrypt(values.accessToken, context.config.ENCRYPTION_KEYS),
    whatsappStatus: 'connected' as const
  }
  if (known) {
    await TenantModel.query(context.db).findById(known.id).patch(connection)
    await seedOwner(context, known.id, values)
    return known.id
  }
  const id = context.newId()
  await TenantModel.query(context.db).insert({
    id,
    slug: values.slug,
    businessName: values.businessName,
    description: 'Peluquería y uñas en Chapinero.',
    email: values.email,
    phone: `+${values.displayPhoneNumber}`,
    address: 'Carrera 13 # 54-21, Chapinero, Bogotá',
    status: 'active',
    onboardingCompleted: true,
    ...connection
  })
  await AuthUserModel.query(context.db).insert({
    id: context.newId(),
    tenantId: id,
    email: values.email,
    hashedPassword: await bcrypt.hash(values.password, 12),
    role: 'owner'
  })
  for (const [index, [name, description, durationMinutes, priceAmount]] of services.entries()) {
    await ServiceModel.query(context.db).insert({
      id: context.newId(),
      tenantId: id,
      name,
      description,
      durationMinutes,
      priceAmount,
      displayOrder: index
    })
  }
  for (const weekday of [1, 2, 3, 4, 5, 6]) {
    const closes = weekday === 6 ? '14:00' : '18:00'
    await BusinessHoursModel.query(context.db).insert({
      id: context.newId(),
      tenantId: id,
      weekday,
      opens: '09:00',
      closes
    })
  }
  await seedOwner(context, id, values)
  return id
}

/** Her phone, and the wake-up that submits the templates which reach it outside the 24 hours. */
async function seedOwner(context: Context, tenantId: string, { ownerPhone }: Demo): Promise<void> {
  await context.db.raw(
    `insert into owner_contacts (id, tenant_id, name, phone, verified_at, created_at, updated_at)
     values (?, ?, 'Luna', ?, ?, ?, ?) on conflict do nothing`,
    [context.newId(), tenantId, `+${ownerPhone}`, context.now(), context.now(), context.now()]
  )
  await append(context, { queue: 'outbound', job: 'templates', data: { tenant_id: tenantId } })
}
