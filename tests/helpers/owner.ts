import { randomUUID } from 'node:crypto'
import bcrypt from 'bcrypt'
import { issueTokens } from '../../shared/use-cases/issue-tokens.ts'
import { registerTenant } from '../../shared/use-cases/register-tenant.ts'
import type { TestApp } from './app.ts'

/** A signed-in owner of a fresh business. */
export type TestOwner = Readonly<{
  tenantId: string
  userId: string
  slug: string
  email: string
  token: string
  refreshToken: string
}>

/** The password of every owner that `newOwner` makes. */
export const ownerPassword = 'una clave larga'
const hashedPassword = bcrypt.hash(ownerPassword, 10)

/** Registers a business without going through HTTP. `active`: as after its onboarding. */
export async function newOwner(testApp: TestApp, options: Readonly<{ active?: boolean }> = {}): Promise<TestOwner> {
  const slug = `negocio-${randomUUID().slice(0, 13)}`
  const email = `${slug}@example.com`
  const hashed = await hashedPassword
  return await testApp.asTenant(randomUUID(), async context => {
    const { user } = await registerTenant(context, { slug, businessName: 'Negocio', email, hashedPassword: hashed })
    if (options.active)
      await context.db.raw(`update tenants set status = 'active', onboarding_completed = true where id = ?`, [
        context.tenantId
      ])
    const { accessToken: token, refreshToken } = await issueTokens(context, user)
    return { tenantId: context.tenantId, userId: user.id, slug, email, token, refreshToken }
  })
}
