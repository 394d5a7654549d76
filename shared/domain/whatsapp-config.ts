/** A business's connection to WhatsApp. Token and app secret are sealed wherever they are stored (shared/crypto.ts). */
export type WhatsAppConfig = Readonly<{
  phoneNumber: string | null
  phoneNumberId: string | null
  accessToken: string | null
  wabaId: string | null
  webhookVerifyToken: string | null
}>

/** Whether everything is there without which nothing can be sent or received. */
export const isValidWhatsAppConfig = (config: WhatsAppConfig): boolean =>
  isMetaId(config.phoneNumberId) && isMetaId(config.wabaId) && Boolean(config.accessToken)

/** Ids of Meta's nodes are digits. They become parts of addresses, so nothing else may pass. */
export const META_ID_PATTERN = '^[0-9]{5,20}$'

export const isMetaId = (value: string | null): boolean => value !== null && new RegExp(META_ID_PATTERN).test(value)
