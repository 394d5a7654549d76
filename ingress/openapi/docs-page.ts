import type { OpenApiDocument } from '../openapi.ts'
import type { JsonSchema } from './components.ts'
import { docsStyle } from './docs-style.ts'
import { exampleOf } from './example-of.ts'
import { escapeHtml, inline, paragraphs } from './html.ts'
import { showSchema } from './show-schema.ts'

type Operation = Readonly<{
  operationId: string
  tags: readonly string[]
  summary: string
  security: readonly object[]
  parameters?: readonly JsonSchema[]
  requestBody?: Readonly<{ content: Readonly<Record<string, { schema: JsonSchema }>> }>
  responses: Readonly<
    Record<string, Readonly<{ description: string; content?: Record<string, { schema: JsonSchema }> }>>
  >
}>

type Entry = Readonly<{ path: string; method: string; operation: Operation }>

/** The document as one HTML page without scripts and without anything from elsewhere. */
export function docsPage(document: OpenApiDocument): string {
  const groups = Map.groupBy(entriesOf(document), ({ operation }) => operation.tags[0] ?? 'other')
  const { schemas } = document.components
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(document.info.title)} API</title>
<style>${docsStyle}</style>
</head>
<body>
<nav aria-label="Operations">
<h1>${escapeHtml(document.info.title)} API</h1>
<p><a href="/api/v1/openapi.json">openapi.json</a></p>
${[...groups].map(([tag, entries]) => showMenu(tag, entries)).join('\n')}
<h2><a href="#schemas">schemas</a></h2>
</nav>
<main>
<section>${paragraphs(document.info.description)}</section>
${[...groups].map(([tag, entries]) => `<section><h2>${escapeHtml(tag)}</h2>${entries.map(entry => showOperation(entry, schemas)).join('\n')}</section>`).join('\n')}
<section id="schemas"><h2>schemas</h2>
${Object.entries(schemas)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, schema]) => `<article id="schema-${name}"><h3>${name}</h3>${showSchema(schema)}</article>`)
  .join('\n')}
</section>
</main>
</body>
</html>
`
}

const entriesOf = (document: OpenApiDocument): Entry[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation: operation as Operation }))
  )

const showMenu = (tag: string, entries: readonly Entry[]): string =>
  `<h2>${escapeHtml(tag)}</h2><ul>${entries
    .map(({ method, path, operation }) => {
      const short = escapeHtml(path.replace('/api/v1', ''))
      return `<li><a href="#${operation.operationId}"><b class="${method}">${method}</b> ${short}</a></li>`
    })
    .join('')}</ul>`

function showOperation({ path, method, operation }: Entry, schemas: Readonly<Record<string, JsonSchema>>): string {
  return `<article id="${operation.operationId}">
<h3><b class="${method}">${method}</b> <code>${escapeHtml(path)}</code></h3>
<p>${inline(operation.summary)} <small>${escapeHtml(securityOf(operation))}</small></p>
${showParameters(operation)}
${showBody(operation, schemas)}
${showResponses(operation)}
</article>`
}

function securityOf({ security }: Operation): string {
  const ways = security.map(way => Object.keys(way)[0] ?? 'no token')
  return ways.length === 0 ? 'no token' : ways.join(' or ')
}

function showParameters({ parameters = [] }: Operation): string {
  const rows = parameters.map(parameter => {
    if (typeof parameter.$ref === 'string')
      return '<tr><td>header</td><td><code>Idempotency-Key</code></td><td></td></tr>'
    const { name, in: place, required, schema, description } = parameter
    const must = required ? ' <em>required</em>' : ''
    const text = `${inline(String(description ?? ''))}${showSchema(schema as JsonSchema)}`
    return `<tr><td>${escapeHtml(String(place))}</td><td><code>${escapeHtml(String(name))}</code>${must}</td><td>${text}</td></tr>`
  })
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`
}

function showBody({ requestBody }: Operation, schemas: Readonly<Record<string, JsonSchema>>): string {
  if (!requestBody) return ''
  return Object.entries(requestBody.content)
    .map(([type, { schema }]) => {
      const example = type.includes('json')
        ? `<pre>${escapeHtml(JSON.stringify(exampleOf(schema, schemas), null, 2))}</pre>`
        : ''
      return `<h4>Body <small>${escapeHtml(type)}</small></h4>${showSchema(schema)}${example}`
    })
    .join('')
}

function showResponses({ responses }: Operation): string {
  const rows = Object.entries(responses).map(([status, { description, content }]) => {
    const schema = status < '400' ? Object.values(content ?? {})[0]?.schema : undefined
    return `<tr><td><b>${status}</b></td><td>${inline(description)}${schema ? showSchema(schema) : ''}</td></tr>`
  })
  return `<h4>Answers</h4><table>${rows.join('')}</table>`
}
