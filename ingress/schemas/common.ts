import { type TSchema, Type } from 'typebox'

export const Id = Type.String({ format: 'uuid' })
export const Instant = Type.String({ format: 'date-time' })
/** Money in JSON: a number with at most two decimals (RULINGS 28); more decimals are refused by the use case. */
export const Money = Type.Number({ minimum: 0, maximum: 9999999999.99, description: 'At most two decimals' })

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A choice of fixed words. */
export const oneOf = <const Word extends string>(words: readonly Word[]) => Type.Enum([...words])

export const IdParams = Type.Object({ id: Id }, { additionalProperties: false })

const DEFAULT_PAGE_SIZE = 20

/** Put into the query of every list. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: DEFAULT_PAGE_SIZE }))
}

export type Pagination = Readonly<{ page: number; pageSize: number }>

export const paginationOf = (
  query: Readonly<{ page?: number | undefined; page_size?: number | undefined }>
): Pagination => ({ page: query.page ?? 1, pageSize: query.page_size ?? DEFAULT_PAGE_SIZE })

/** The answer of a list. `title` names it in the document. */
export const listOf = <T extends TSchema>(item: T, title: string) =>
  Type.Object(
    {
      items: Type.Array(item),
      total: Type.Integer({ minimum: 0, description: 'Of all pages' }),
      page: Type.Integer({ minimum: 1 }),
      page_size: Type.Integer({ minimum: 1 })
    },
    { additionalProperties: false, title }
  )

/** Makes the answer of a list. */
export const presentList = <Row, Item>(
  { items, total }: Readonly<{ items: readonly Row[]; total: number }>,
  { page, pageSize }: Pagination,
  present: (row: Row) => Item
): { items: Item[]; total: number; page: number; page_size: number } => ({
  items: items.map(present),
  total,
  page,
  page_size: pageSize
})
