import { createHash, randomBytes } from 'node:crypto'

/** Refresh tokens live this long, in ms, from the last use of their family. */
export const REFRESH_TOKEN_MS = 30 * 86_400_000

/** A new refresh token: 256 random bits. Only its hash is stored. */
export const newRefreshToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a refresh token. It is random, so that a fast hash without a salt is enough. */
export const hashRefreshToken = (token: string): string => createHash('sha256').update(token).digest('hex')
