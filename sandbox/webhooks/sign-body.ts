import { createHmac } from 'node:crypto'

/** The value of X-Hub-Signature-256: HMAC-SHA256 of exactly these bytes, keyed with the app secret. */
export const signBody = (body: string | Buffer, appSecret: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`

/** The older X-Hub-Signature, which Meta still sends beside the new one. */
export const signBodySha1 = (body: string | Buffer, appSecret: string): string =>
  `sha1=${createHmac('sha1', appSecret).update(body).digest('hex')}`
