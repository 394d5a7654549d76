import { randomUUID } from 'node:crypto'
import type { Context } from '../../shared/context.ts'

type Column = Readonly<{ name: string; required: boolean; type: string; refers: string | null; words: string[] | null }>

/**
 * Puts a row into a tenant table that nobody wrote one for, from what the catalog says of it: columns by their type, the
 * first word of a check, an existing row where it refers to one. It tries the required columns, then those and one more
 * (of two columns a check may want exactly one), then all. Returns whether Postgres took one of these.
 */
export async function plantAny(context: Context, table: string, marker: string): Promise<boolean> {
  const columns = await columnsOf(context, table)
  const required = columns.filter(column => column.required)
  const others = columns.filter(column => !column.required)
  for (const more of [[], ...others.map(column => [column]), others]) {
    const row: Record<string, unknown> = {}
    for (const column of [...required, ...more]) row[column.name] = await pickValue(context, column, marker)
    try {
      await context.db.transaction(savepoint => savepoint(table).insert(row))
      return true
    } catch {
      // the next combination; when there is none, the caller says which table is left empty
    }
  }
  return false
}

async function columnsOf(context: Context, table: string): Promise<Column[]> {
  const { rows } = await context.db.raw<{ rows: Column[] }>(
    `select a.attname as name, a.attnotnull as required, format_type(a.atttypid, null) as type,
       (select f.confrelid::regclass::text from pg_constraint f
         where f.conrelid = a.attrelid and f.contype = 'f' and a.attnum = any(f.conkey) and a.attname <> 'tenant_id'
         limit 1) as refers,
       (select array(select m[1] from regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''::', 'g') m)
         from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]
           and pg_get_constraintdef(k.oid) like '%ANY%' limit 1) as words
     from pg_attribute a
     where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped and not a.atthasdef
       and a.attidentity = ''`,
    [table]
  )
  return rows
}

async function pickValue(context: Context, { name, type, refers, words }: Column, marker: string): Promise<unknown> {
  if (name === 'tenant_id') return context.tenantId
  if (refers) return (await context.db.raw('select id from ?? limit 1', [refers])).rows[0]?.id
  if (words?.[0]) return words[0]
  if (type === 'uuid') return randomUUID()
  if (type === 'timestamp with time zone') return context.now()
  if (type === 'date') return '2030-01-01'
  if (type === 'tstzrange') return '[2030-01-01,2030-01-02)'
  if (type.startsWith('json')) return JSON.stringify({ marker })
  if (type === 'boolean') return false
  return /int|numeric|double/.test(type) ? 1 : marker
}
