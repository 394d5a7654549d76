import type { Static } from 'typebox'
import { DomainError } from '../../shared/domain/errors.ts'
import { type FaqValues, getById, getByTenant } from '../../shared/repositories/faqs.ts'
import { createFaq, deleteFaq, updateFaq } from '../../shared/use-cases/change-faq.ts'
import { Empty, type Endpoint, Nothing, ownerEndpoint } from '../endpoint.ts'
import { presentFaq } from '../presenters/faq.ts'
import { IdParams, paginationOf, presentList } from '../schemas/common.ts'
import { CreateFaqBody, FaqListSchema, FaqSchema, FaqsQuery, UpdateFaqBody } from '../schemas/faqs.ts'

const tag = 'faqs'

const readValues = (body: Static<typeof UpdateFaqBody>): FaqValues => ({
  question: body.question,
  answer: body.answer,
  isActive: body.is_active,
  displayOrder: body.display_order
})

const listFaqs = ownerEndpoint({
  method: 'get',
  path: '/faqs',
  name: 'listFaqs',
  tag,
  summary: 'Questions that the business has answered once and for all',
  params: Nothing,
  query: FaqsQuery,
  body: Nothing,
  success: { status: 200, schema: FaqListSchema },
  errors: [],
  run: async (context, { query }) => {
    const pagination = paginationOf(query)
    const filters = { search: query.search, activeOnly: query.active_only }
    return presentList(await getByTenant(context, filters, pagination), pagination, presentFaq)
  }
})

const addFaq = ownerEndpoint({
  method: 'post',
  path: '/faqs',
  name: 'createFaq',
  tag,
  summary: 'Adds a question with its answer',
  params: Nothing,
  query: Nothing,
  body: CreateFaqBody,
  success: { status: 201, schema: FaqSchema },
  errors: [],
  run: async (context, { body }) => {
    const { question, answer } = body
    return presentFaq(await createFaq(context, { ...readValues(body), question, answer }))
  }
})

const getFaq = ownerEndpoint({
  method: 'get',
  path: '/faqs/{id}',
  name: 'getFaq',
  tag,
  summary: 'One question with its answer',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 200, schema: FaqSchema },
  errors: ['faq_not_found'],
  run: async (context, { params }) => {
    const faq = await getById(context, params.id)
    if (!faq) throw new DomainError('faq_not_found', 'This business has no such question')
    return presentFaq(faq)
  }
})

const changeFaq = ownerEndpoint({
  method: 'patch',
  path: '/faqs/{id}',
  name: 'updateFaq',
  tag,
  summary: 'Changes a question or its answer',
  params: IdParams,
  query: Nothing,
  body: UpdateFaqBody,
  success: { status: 200, schema: FaqSchema },
  errors: ['faq_not_found'],
  run: async (context, { params, body }) => presentFaq(await updateFaq(context, params.id, readValues(body)))
})

const removeFaq = ownerEndpoint({
  method: 'delete',
  path: '/faqs/{id}',
  name: 'deleteFaq',
  tag,
  summary: 'Deletes a question',
  params: IdParams,
  query: Nothing,
  body: Nothing,
  success: { status: 204, schema: Empty },
  errors: ['faq_not_found'],
  run: async (context, { params }) => {
    await deleteFaq(context, params.id)
    return null
  }
})

export const faqsEndpoints: readonly Endpoint[] = [listFaqs, addFaq, getFaq, changeFaq, removeFaq]
