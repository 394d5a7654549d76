/** A tenant's rules with their defaults. Stored sparsely in `tenants.policies`: what is absent has its default. */
export type Policies = Readonly<{
  /** How long the bot keeps silent after a person of the business wrote, in hours. */
  mute_hours: number
  /** How customers are spoken to. */
  treatment: 'usted' | 'tu'
}>

const defaults: Policies = { mute_hours: 12, treatment: 'usted' }

/** Fills in what a tenant has not set. */
export function policiesOf(stored: unknown): Policies {
  const given = typeof stored === 'object' && stored !== null ? (stored as Partial<Policies>) : {}
  return { ...defaults, ...given }
}
