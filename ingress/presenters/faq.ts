import type { Static } from 'typebox'
import type { FaqEntryModel } from '../../shared/models/faq-entry-model.ts'
import type { FaqSchema } from '../schemas/faqs.ts'

export const presentFaq = (faq: FaqEntryModel): Static<typeof FaqSchema> => ({
  id: faq.id,
  question: faq.question,
  answer: faq.answer,
  is_active: faq.isActive,
  display_order: faq.displayOrder,
  created_at: faq.createdAt.toISOString(),
  updated_at: faq.updatedAt.toISOString()
})
