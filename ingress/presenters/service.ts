import type { Static } from 'typebox'
import { moneyToJson } from '../../shared/domain/money.ts'
import type { ServiceModel } from '../../shared/models/service-model.ts'
import type { PublicServiceSchema, ServiceSchema } from '../schemas/services.ts'

export const presentService = (service: ServiceModel): Static<typeof ServiceSchema> => ({
  id: service.id,
  name: service.name,
  description: service.description,
  duration_minutes: service.durationMinutes,
  buffer_before_minutes: service.bufferBeforeMinutes,
  buffer_after_minutes: service.bufferAfterMinutes,
  price_amount: moneyToJson(service.priceAmount),
  price_currency: service.priceCurrency,
  deposit_kind: service.depositKind,
  deposit_amount: service.depositAmount === null ? null : moneyToJson(service.depositAmount),
  calcom_event_type_id: service.calcomEventTypeId,
  display_order: service.displayOrder,
  is_active: service.isActive,
  created_at: service.createdAt.toISOString(),
  updated_at: service.updatedAt.toISOString()
})

export const presentPublicService = (service: ServiceModel): Static<typeof PublicServiceSchema> => ({
  id: service.id,
  name: service.name,
  description: service.description,
  duration_minutes: service.durationMinutes,
  price_amount: moneyToJson(service.priceAmount),
  price_currency: service.priceCurrency
})
