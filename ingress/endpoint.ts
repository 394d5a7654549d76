import type { IncomingMessage } from 'node:http'
import { type Static, type TSchema, Type } from 'typebox'
import type { App, Context } from '../shared/context.ts'
import type { ErrorCode } from '../shared/domain/errors.ts'

/** Who is calling, as the access token says and the database has confirmed for this request. */
export type Session = Readonly<{ userId: string; tenantId: string; role: 'owner' | 'staff' }>

/** What a request brought, already checked against the endpoint's schemas. */
export type Input<P extends TSchema, Q extends TSchema, B extends TSchema, S> = Readonly<{
  params: Static<P>
  query: Static<Q>
  body: Static<B>
  session: S
  /** The caller's address, as far as TRUST_PROXY lets us believe it. */
  address: string
  /** For the few endpoints that read the body themselves (uploads). */
  request: IncomingMessage
}>

type Common<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema> = Readonly<{
  method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** Below /api/v1, with OpenAPI's placeholders: `/services/{id}`. */
  path: string
  /** The operation's name in the document: `createService`. */
  name: string
  tag: string
  summary: string
  /** A schema whose `title` is a PascalCase name becomes a component of that name in the document. */
  params: P
  query: Q
  body: B
  /** The one success: its status and the schema of what the presenter made. */
  success: Readonly<{ status: 200 | 201 | 202 | 204; schema: R }>
  /** Problems that this endpoint may answer beside the general ones (validation, authorization, rate, internal). */
  errors: readonly ErrorCode[]
}>

/** An endpoint of the owner: runs inside one transaction of her tenant, which commits when `run` returns. */
export type OwnerEndpoint<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema
> = Common<P, Q, B, R> &
  Readonly<{
    access: 'owner'
    run: (context: Context, input: Input<P, Q, B, Session>) => Promise<Static<R>>
  }>

/**
 * An endpoint without a transaction of its own: public ones, auth, and the four that must answer with what the outside
 * says (DESIGN rule 3). `owner_outside`: a session is required. `public`: none; `session` is null unless a valid token came.
 */
export type OpenEndpoint<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema
> = Common<P, Q, B, R> &
  Readonly<{
    access: 'owner_outside' | 'public'
    /** How the body comes; uploads read `request` themselves. */
    bodyKind?: 'json' | 'multipart'
    /**
     * Whether a POST honours Idempotency-Key (RULINGS 39): `owner_outside` unless false, `public` only if true (the tenant
     * is then `body.tenant_slug`'s, or the session's).
     */
    idempotent?: boolean
    /** For the document: what a public endpoint takes as its bearer, where that is not an access token. */
    bearer?: string
    /** How often one address without a session may call, counted across processes. */
    limit?: Readonly<{ points: number; seconds: number }>
    run: (app: App, input: Input<P, Q, B, Session | null>) => Promise<Static<R>>
  }>

export type Endpoint = OwnerEndpoint | OpenEndpoint

/** What an endpoint has nothing of. */
export const Nothing = Type.Object({}, { additionalProperties: false })
/** The answer without a body (204). */
export const Empty = Type.Null()

/** Declares an endpoint of the owner; the types of `run` follow from the schemas. */
export function ownerEndpoint<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  endpoint: Omit<OwnerEndpoint<P, Q, B, R>, 'access'>
): Endpoint {
  return { ...endpoint, access: 'owner' } as unknown as Endpoint
}

/** Declares an endpoint without a transaction of its own. */
export function openEndpoint<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  endpoint: OpenEndpoint<P, Q, B, R>
): Endpoint {
  return endpoint as unknown as Endpoint
}
