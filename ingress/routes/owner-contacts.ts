import { listContacts } from '../../shared/repositories/owner-contacts.ts'
import { addOwnerContact, removeOwnerContact, renewOwnerCode } from '../../shared/use-cases/owner-contacts.ts'
import { Empty, type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentOwnerContact, presentOwnerProof } from '../presenters/owner-contact.ts'
import { IdParams } from '../schemas/common.ts'
import { AddOwnerContactBody, OwnerContactsSchema, OwnerProofSchema } from '../schemas/owner-contacts.ts'

const path = '/tenants/me/owner-contacts'
const common = { tag: 'tenants', query: Nothing } as const

const list = ownerEndpoint({
  ...common,
  method: 'get',
  path,
  name: 'listOwnerContacts',
  summary: 'Phones from which the business decides over WhatsApp',
  params: Nothing,
  body: Nothing,
  success: { status: 200, schema: OwnerContactsSchema },
  errors: [],
  run: async context => ({ items: (await listContacts(context)).map(presentOwnerContact) })
})

const add = ownerEndpoint({
  ...common,
  method: 'post',
  path,
  name: 'addOwnerContact',
  summary: 'Adds a phone; it is proved by sending the text in `proof` from it to the business, within ten minutes',
  params: Nothing,
  body: AddOwnerContactBody,
  success: { status: 201, schema: OwnerProofSchema },
  errors: ['tenant_not_found'],
  run: async (context, { body, session }) => {
    const contact = { phone: body.phone, name: body.name ?? null, userId: session.userId }
    return presentOwnerProof(await addOwnerContact(context, contact))
  }
})

const verify = ownerEndpoint({
  ...common,
  method: 'post',
  path: `${path}/{id}/verify`,
  name: 'verifyOwnerContact',
  summary: 'A new text that proves the phone, for when the one before has run out; the old one no longer counts',
  params: IdParams,
  body: Nothing,
  success: { status: 200, schema: OwnerProofSchema },
  errors: ['owner_contact_not_found', 'tenant_not_found'],
  run: async (context, { params }) => presentOwnerProof(await renewOwnerCode(context, params.id))
})

const remove = ownerEndpoint({
  ...common,
  method: 'delete',
  path: `${path}/{id}`,
  name: 'removeOwnerContact',
  summary: 'Nothing is sent to this phone any more, and nothing can be decided from it',
  params: IdParams,
  body: Nothing,
  success: { status: 204, schema: Empty },
  errors: ['owner_contact_not_found'],
  run: async (context, { params, session }) => {
    await removeOwnerContact(context, params.id, session.userId)
    return null
  }
})

export const ownerContactsEndpoints: readonly Endpoint[] = [list, add, verify, remove]
