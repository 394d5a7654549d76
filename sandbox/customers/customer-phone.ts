import type { Customer, CustomerAct, CustomerPhone, Received, Sandbox } from '../types.ts'

type Deps = {
  readonly receive: Sandbox['receive']
  readonly markRead: (customer: string | Customer, phoneNumberId: string | undefined) => Promise<void>
}

/** Short names for what one person does on one phone. */
export const customerPhone = (
  { receive, markRead }: Deps,
  from: string | Customer,
  phoneNumberId?: string
): CustomerPhone => {
  let person = from
  const act = (what: CustomerAct, replyTo?: string): Promise<Received> =>
    receive({ ...what, from: person, phoneNumberId, replyTo })
  return {
    text: (body, replyTo) => act({ type: 'text', body }, replyTo),
    tapButton: (id, title) => act({ type: 'button_reply', id, title }),
    pickRow: (id, title) => act({ type: 'list_reply', id, title }),
    tapTemplateButton: (payload, text, replyTo) => act({ type: 'template_button', payload, text }, replyTo),
    image: (bytes, caption, mimeType) => act({ type: 'image', bytes, caption, mimeType }),
    document: (bytes, filename, mimeType, caption) => act({ type: 'document', bytes, filename, mimeType, caption }),
    voice: bytes => act({ type: 'audio', bytes, voice: true }),
    sticker: bytes => act({ type: 'sticker', bytes }),
    location: (latitude, longitude, name) => act({ type: 'location', latitude, longitude, name }),
    contact: (name, phone) =>
      act({ type: 'contacts', contacts: [{ name: { formatted_name: name }, phones: [{ phone, type: 'CELL' }] }] }),
    react: (messageId, emoji) => act({ type: 'reaction', messageId, emoji }),
    edit: (messageId, body) => act({ type: 'edit', messageId, body }),
    revoke: messageId => act({ type: 'revoke', messageId }),
    changeNumber: async (newWaId, newUserId) => {
      const received = await act({ type: 'number_change', newWaId, newUserId })
      person = newWaId
      return received
    },
    read: () => markRead(person, phoneNumberId)
  }
}
