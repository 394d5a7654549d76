import type { Context } from '../context.ts'

/** Everything that is stored about a person, as rows. Six queries, however much it is. */
export type PersonalData = Readonly<{
  identities: readonly Readonly<{ kind: string; value: string; created_at: Date }>[]
  consents: readonly Readonly<{ text_version: string; channel: string; created_at: Date }>[]
  bookings: readonly ExportedBooking[]
  conversations: readonly Readonly<{
    id: string
    status: string
    created_at: Date
    closed_at: Date | null
    langraph_state: unknown
  }>[]
  messages: readonly ExportedMessage[]
  turns: readonly ExportedTurn[]
}>

/** What the assistant took her words to mean, and what it made of them. */
export type ExportedTurn = Readonly<{
  conversation_id: string
  created_at: Date
  understood: unknown
  decided: unknown
}>

export type ExportedBooking = Readonly<{
  id: string
  service_name: string
  start_time: Date
  end_time: Date
  status: string
  source: string
  customer_notes: string | null
  internal_notes: string | null
  cancellation_reason: string | null
  rejection_reason: string | null
  created_at: Date
  payments: readonly Readonly<{
    kind: string
    amount: string
    currency: string
    method: string | null
    created_at: string
  }>[]
  proofs: readonly Readonly<{ status: string; file_type: string | null; created_at: string }>[]
}>

export type ExportedMessage = Readonly<{
  id: string
  conversation_id: string
  direction: 'inbound' | 'outbound'
  origin: string
  message_type: string
  text_content: string | null
  media_mime_type: string | null
  status: string
  created_at: Date
  payload: unknown
}>

export async function readPersonalData(context: Context, customerId: string): Promise<PersonalData> {
  const of = [context.tenantId, customerId]
  const read = async <T>(sql: string): Promise<T[]> => (await context.db.raw<{ rows: T[] }>(sql, of)).rows
  return {
    identities: await read(
      'select kind, value, created_at from customer_identities where tenant_id = ? and customer_id = ? order by created_at, id'
    ),
    consents: await read(
      `select text_version, channel, created_at from customer_consents where tenant_id = ? and customer_id = ?
       order by created_at, id`
    ),
    bookings: await read(
      `select b.id, s.name as service_name, b.start_time, b.end_time, b.status, b.source, b.customer_notes,
         b.internal_notes, b.cancellation_reason, b.rejection_reason, b.created_at,
         coalesce((select json_agg(json_build_object('kind', p.kind, 'amount', p.amount::text, 'currency', p.currency,
             'method', p.method, 'created_at', p.created_at) order by p.created_at, p.id)
           from payments p where p.tenant_id = b.tenant_id and p.booking_id = b.id), '[]') as payments,
         coalesce((select json_agg(json_build_object('status', f.status, 'file_type', m.file_type,
             'created_at', f.created_at) order by f.created_at, f.id)
           from payment_proofs f join media_files m on m.tenant_id = f.tenant_id and m.id = f.media_file_id
           where f.tenant_id = b.tenant_id and f.booking_id = b.id), '[]') as proofs
       from bookings b join services s on s.tenant_id = b.tenant_id and s.id = b.service_id
       where b.tenant_id = ? and b.customer_id = ? order by b.start_time, b.id`
    ),
    conversations: await read(
      `select id, status, created_at, closed_at, langraph_state from conversations
       where tenant_id = ? and customer_id = ? order by created_at, id`
    ),
    messages: await read(
      `select m.id, m.conversation_id, m.direction, m.origin, m.message_type, m.text_content, m.media_mime_type, m.status,
         m.created_at, m.payload
       from conversations c join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id
       where c.tenant_id = ? and c.customer_id = ? order by c.created_at, c.id, m.seq`
    ),
    turns: await read(
      `select t.conversation_id, t.created_at, t.understood, t.decided
       from conversations c join agent_turns t on t.tenant_id = c.tenant_id and t.conversation_id = c.id
       where c.tenant_id = ? and c.customer_id = ? order by t.created_at, t.id`
    )
  }
}
