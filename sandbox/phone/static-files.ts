import { readFile } from 'node:fs/promises'
import type { Middleware } from 'koa'

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' })
)

/** The page's files; a name that is not here is not served. */
const FILES: ReadonlySet<string> = new Set([
  'index.html',
  'page.css',
  'chat.css',
  'controls.css',
  'sheets.css',
  'narrow.css',
  'app.js',
  'api.js',
  'bubble.js',
  'bubble-menu.js',
  'chat.js',
  'composer.js',
  'dom.js',
  'format-text.js',
  'interactive.js',
  'misbehave-panel.js',
  'person-dialog.js',
  'icon.svg'
])

/** Own scripts and styles only; pictures may come from where the business links them. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: https: http:",
  "media-src 'self' blob: https: http:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** GET / and the files it loads, read from disk each time: nothing is built. */
export const staticFiles = (): Middleware => async (ctx, next) => {
  const name = ctx.path === '/' ? 'index.html' : ctx.path.slice(1).replace(/^phone\//, '')
  if ((ctx.method !== 'GET' && ctx.method !== 'HEAD') || !FILES.has(name)) return next()
  const type = TYPES.get(name.split('.').at(-1) ?? '') ?? 'application/octet-stream'
  ctx.set('Content-Security-Policy', POLICY)
  ctx.set('X-Content-Type-Options', 'nosniff')
  ctx.set('Cache-Control', 'no-cache')
  ctx.type = `${type}; charset=utf-8`
  ctx.body = await readFile(new URL(name, import.meta.url))
}
