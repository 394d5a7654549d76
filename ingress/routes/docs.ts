import Router from '@koa/router'
import type { Endpoint } from '../endpoint.ts'
import { docsPage } from '../openapi/docs-page.ts'
import { openApiDocument } from '../openapi.ts'

/** The OpenAPI document and its readable form; both are made once, when they are first asked for. */
export function docsRoutes(endpoints: readonly Endpoint[]): Router {
  const router = new Router()
  let made: { json: string; html: string } | undefined
  const make = () => {
    const document = openApiDocument(endpoints)
    return { json: JSON.stringify(document), html: docsPage(document) }
  }
  router.get('/api/v1/openapi.json', ctx => {
    made ??= make()
    ctx.type = 'application/json'
    ctx.body = made.json
  })
  router.get('/docs', ctx => {
    made ??= make()
    ctx.type = 'text/html'
    ctx.body = made.html
  })
  return router
}
