import { errors, jwtVerify, SignJWT } from 'jose'

/** Access tokens live this long, in seconds. */
export const ACCESS_TOKEN_SECONDS = 900

/** What an access token says: ids and a role, nothing that must stay secret. */
export type AccessClaims = Readonly<{ userId: string; tenantId: string; issuedAt: Date }>

const ALGORITHM = 'HS256'
/** RFC 9068's type: no other token that is signed with the same secret passes for an access token. */
const TYPE = 'at+jwt'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Signs an access token for a user. */
export async function signAccessToken(
  secret: string,
  user: Readonly<{ id: string; tenantId: string; role: string }>,
  issuedAt: Date,
  tokenId: string
): Promise<string> {
  // with its milliseconds (a NumericDate may have decimals): a token made right after a revocation is not an old one
  const seconds = issuedAt.getTime() / 1000
  return await new SignJWT({ tid: user.tenantId, role: user.role })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setSubject(user.id)
    .setJti(tokenId)
    .setIssuedAt(seconds)
    .setExpirationTime(Math.floor(seconds) + ACCESS_TOKEN_SECONDS)
    .sign(Buffer.from(secret))
}

/** Reads an access token; null when it is not one of ours, was changed or has expired. The algorithm is ours, never the token's. */
export async function readAccessToken(secret: string, token: string, now: Date): Promise<AccessClaims | null> {
  try {
    const { payload } = await jwtVerify(token, Buffer.from(secret), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      currentDate: now,
      requiredClaims: ['sub', 'tid', 'iat', 'exp', 'jti']
    })
    const { sub, tid, iat } = payload
    if (typeof sub !== 'string' || typeof tid !== 'string' || typeof iat !== 'number') return null
    if (!UUID.test(sub) || !UUID.test(tid)) return null
    return { userId: sub, tenantId: tid, issuedAt: new Date(Math.round(iat * 1000)) }
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}
