/**
 * What a button does. Of the owner: `approve`, `ask_reason` and `ask_time` (each shows a list), `reject` with a reason,
 * `offer` of another start. Of the customer: `accept_offer`, `decline_offer`.
 */
export type OwnerActionKind =
  | 'approve'
  | 'ask_reason'
  | 'ask_time'
  | 'reject'
  | 'offer'
  | 'accept_offer'
  | 'decline_offer'

/** Whose button it is. */
export type ActionPerson = Readonly<{ ownerContactId: string } | { customerId: string }>

/** Why a tap did nothing. What the person reads for each stands in shared/texts. */
export type TapRefusal =
  | 'not_yours'
  | 'used'
  | 'already_decided'
  | 'expired'
  | 'slot_taken'
  | 'offer_replaced'
  | 'not_possible'

/** Ids of buttons and rows that begin with this are ours, signed and used once; everything else is the dialogue's. */
export const ACTION_PREFIX = 'act:'
