import { Type } from 'typebox'
import { Money, nullable, oneOf } from './common.ts'

const integer = (minimum: number, maximum: number, description: string) =>
  Type.Integer({ minimum, maximum, description })

/** A tenant's rules with their limits; meaning and defaults stand in shared/domain/policies.ts, and a test holds both together. */
const policies = {
  hold_minutes: integer(5, 10_080, 'How long a request holds its time'),
  hold_mode: oneOf(['hold', 'compete']),
  max_open_requests: integer(1, 20, 'Requests that one customer may have open at once'),
  capacity: integer(1, 50, 'Bookings that may take place at the same time'),
  change_window_hours: integer(0, 720, 'Customers may change a booking until so long before its start'),
  cancel_needs_owner: Type.Boolean(),
  payment_hours: integer(1, 720, 'How long an approved booking waits for its deposit'),
  deposit: Type.Object(
    {
      kind: oneOf(['none', 'percent', 'fixed']),
      amount: Money,
      applies_to: oneOf(['everyone', 'new', 'nobody'])
    },
    { additionalProperties: false }
  ),
  reminder_offsets: Type.Array(integer(5, 20_160, 'Minutes before the start'), { maxItems: 5, uniqueItems: true }),
  mute_hours: integer(1, 168, 'How long the bot keeps silent after a person wrote'),
  treatment: oneOf(['usted', 'tu']),
  auto_approve: oneOf(['off', 'regular_customers', 'paid_deposit']),
  slot_step_minutes: integer(5, 240, 'Starts are offered every so many minutes from opening'),
  minimum_notice_minutes: integer(0, 43_200, 'The least time between now and a start that is offered'),
  horizon_days: integer(1, 365, 'How far ahead can be booked'),
  open_on_holidays: Type.Boolean(),
  verify_public_bookings: Type.Boolean(),
  privacy_url: nullable(Type.String({ format: 'uri', pattern: '^https?://', maxLength: 500 }))
}

export const PoliciesSchema = Type.Object(policies, { additionalProperties: false, title: 'Policies' })

/** A change: what is not named stays as it is. */
export const PoliciesBody = Type.Partial(Type.Object(policies), {
  additionalProperties: false,
  title: 'PolicyChange'
})
