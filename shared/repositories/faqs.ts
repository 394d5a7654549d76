import type { Context } from '../context.ts'
import { likePattern, searchText, searchWords } from '../domain/search-text.ts'
import { FaqEntryModel } from '../models/faq-entry-model.ts'

type Pagination = Readonly<{ page: number; pageSize: number }>
export type FaqFilters = Readonly<{ search?: string | undefined; activeOnly?: boolean | undefined }>
/** What the owner writes. Undefined leaves a field as it is. */
export type FaqValues = Readonly<{
  question?: string | undefined
  answer?: string | undefined
  isActive?: boolean | undefined
  displayOrder?: number | undefined
}>

const ofTenant = (context: Context) => FaqEntryModel.query(context.db).where({ tenantId: context.tenantId })

/** One page of a business's questions, in its order. A search looks at questions and answers. */
export async function getByTenant(
  context: Context,
  { search, activeOnly }: FaqFilters,
  { page, pageSize }: Pagination
): Promise<{ items: FaqEntryModel[]; total: number }> {
  const query = ofTenant(context).orderBy(['displayOrder', 'createdAt', 'id'])
  if (activeOnly) query.where({ isActive: true })
  for (const word of searchWords(search ?? '')) query.whereLike('searchText', likePattern(word))
  const { results, total } = await query.page(page - 1, pageSize)
  return { items: results, total }
}

export async function getById(context: Context, id: string): Promise<FaqEntryModel | undefined> {
  return await ofTenant(context).where({ id }).first()
}

/** Adds a question; without a place of its own it stands at the end. */
export async function add(
  context: Context,
  values: FaqValues & Readonly<{ question: string; answer: string }>
): Promise<FaqEntryModel> {
  const last = await ofTenant(context).max('displayOrder as displayOrder').first()
  const now = context.now()
  return await FaqEntryModel.query(context.db).insertAndFetch({
    id: context.newId(),
    tenantId: context.tenantId,
    question: values.question,
    answer: values.answer,
    isActive: values.isActive ?? true,
    displayOrder: values.displayOrder ?? (last?.displayOrder ?? -1) + 1,
    searchText: searchText(values.question, values.answer),
    createdAt: now,
    updatedAt: now
  })
}

/** Changes a question; undefined when there is none. */
export async function update(context: Context, id: string, values: FaqValues): Promise<FaqEntryModel | undefined> {
  const before = await ofTenant(context).where({ id }).forUpdate().first()
  if (!before) return undefined
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  const after = { ...before.toJSON(), ...given } as FaqEntryModel
  await ofTenant(context)
    .where({ id })
    .patch({ ...given, searchText: searchText(after.question, after.answer), updatedAt: context.now() })
  return await getById(context, id)
}

/** Whether there was such a question. */
export async function remove(context: Context, id: string): Promise<boolean> {
  return (await ofTenant(context).where({ id }).delete()) > 0
}
