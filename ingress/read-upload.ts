import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa from 'koa'
import koaBody from 'koa-body'
import { DomainError } from '../shared/domain/errors.ts'
import { type FileKind, kindOfFile } from '../shared/file-kind.ts'

/** The largest file that is taken. */
export const LARGEST_UPLOAD = 10 * 1024 * 1024

/** What came with a form: the one file, and the texts beside it. */
export type Upload = Readonly<{ bytes: Buffer; kind: FileKind; fields: Readonly<Record<string, unknown>> }>

type Parsed = Readonly<{ fields: Readonly<Record<string, unknown>>; path: string | undefined }>

/** Makes the context that koa-body works on; it serves nothing. */
const contexts = new Koa()

/**
 * Reads the one file of a multipart form, field `file`: JPEG, PNG, WebP or PDF by its first bytes. Nothing of it stays on the
 * disk. Throws `payload_too_large`, `invalid_file`.
 */
export async function readUpload(request: IncomingMessage): Promise<Upload> {
  // a folder of its own, since a form that is refused leaves behind what it had already brought
  const folder = await mkdtemp(join(tmpdir(), 'cuadra-upload-'))
  try {
    const { fields, path } = await parse(request, folder)
    if (path === undefined) throw new DomainError('invalid_file', 'Send one file in the field "file"')
    const bytes = await readFile(path)
    const kind = kindOfFile(bytes)
    if (!kind) throw new DomainError('invalid_file', 'Send a JPEG, PNG or WebP picture, or a PDF')
    return { bytes, kind, fields }
  } finally {
    // what is left unread is thrown away, so that the client still gets its answer
    request.resume()
    await rm(folder, { recursive: true, force: true })
  }
}

async function parse(request: IncomingMessage, uploadDir: string): Promise<Parsed> {
  const ctx = contexts.createContext(request, new ServerResponse(request))
  const read = koaBody({
    multipart: true,
    json: false,
    urlencoded: false,
    text: false,
    formidable: {
      uploadDir,
      maxFiles: 1,
      maxFileSize: LARGEST_UPLOAD,
      maxTotalFileSize: LARGEST_UPLOAD,
      maxFields: 5,
      maxFieldsSize: 8192,
      allowEmptyFiles: false
    }
  })
  try {
    await read(ctx, async () => {})
  } catch (error) {
    throw toRefusal(error)
  }
  const file = ctx.request.files?.file
  const one = Array.isArray(file) ? undefined : file
  return { fields: (ctx.request.body ?? {}) as Readonly<Record<string, unknown>>, path: one?.filepath }
}

/** formidable says by `httpCode` whose fault it was: 413 for sizes and counts, 400 for a form that cannot be read. */
function toRefusal(error: unknown): unknown {
  const { httpCode } = error as { httpCode?: unknown }
  if (httpCode === 413)
    return new DomainError(
      'payload_too_large',
      `Send one file of at most ${LARGEST_UPLOAD} bytes`,
      {},
      { cause: error }
    )
  if (typeof httpCode === 'number' && httpCode < 500)
    return new DomainError('invalid_file', 'The form cannot be read, or its file is empty', {}, { cause: error })
  return error
}
