import type { Context } from '../context.ts'
import { DomainError, invalidField } from '../domain/errors.ts'
import { oneLine } from '../domain/one-line.ts'
import type { FaqEntryModel } from '../models/faq-entry-model.ts'
import { add, type FaqValues, remove, update } from '../repositories/faqs.ts'

/** Adds a question with its answer. Throws `validation_failed` for a blank one. */
export async function createFaq(
  context: Context,
  values: FaqValues & Readonly<{ question: string; answer: string }>
): Promise<FaqEntryModel> {
  return await add(context, { ...values, ...clean(values) } as typeof values)
}

/** Changes a question. Throws `faq_not_found` or `validation_failed`. */
export async function updateFaq(context: Context, id: string, values: FaqValues): Promise<FaqEntryModel> {
  const faq = await update(context, id, { ...values, ...clean(values) })
  if (!faq) throw notFound()
  return faq
}

/** Throws `faq_not_found`. */
export async function deleteFaq(context: Context, id: string): Promise<void> {
  if (!(await remove(context, id))) throw notFound()
}

function clean({ question, answer }: FaqValues): FaqValues {
  const cleaned = {
    ...(question !== undefined && { question: oneLine(question) }),
    ...(answer !== undefined && { answer: answer.trim() })
  }
  for (const [field, value] of Object.entries(cleaned)) if (!value) throw invalidField(`/${field}`, 'must not be blank')
  return cleaned
}

const notFound = (): DomainError => new DomainError('faq_not_found', 'This business has no such question')
