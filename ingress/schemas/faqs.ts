import { Type } from 'typebox'
import { Id, Instant, listOf, pageQuery } from './common.ts'

const Question = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S', examples: ['¿Tienen parqueadero?'] })
const Answer = Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S', examples: ['Sí, frente al local.'] })
const optional = {
  is_active: Type.Optional(Type.Boolean()),
  display_order: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 }))
}

export const CreateFaqBody = Type.Object(
  { question: Question, answer: Answer, ...optional },
  { additionalProperties: false, title: 'NewFaq' }
)

export const UpdateFaqBody = Type.Object(
  { question: Type.Optional(Question), answer: Type.Optional(Answer), ...optional },
  { additionalProperties: false, minProperties: 1, title: 'FaqChange' }
)

export const FaqsQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 200, description: 'Words of question or answer' })),
    active_only: Type.Optional(Type.Boolean({ default: false })),
    ...pageQuery
  },
  { additionalProperties: false }
)

export const FaqSchema = Type.Object(
  {
    id: Id,
    question: Type.String(),
    answer: Type.String(),
    is_active: Type.Boolean(),
    display_order: Type.Integer(),
    created_at: Instant,
    updated_at: Instant
  },
  { additionalProperties: false, title: 'Faq' }
)

export const FaqListSchema = listOf(FaqSchema, 'FaqList')
