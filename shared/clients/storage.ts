import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import { signToken } from '../signed-token.ts'

/** An open file: its bytes as they come, and how many there are. */
export type OpenFile = Readonly<{ stream: Readable; size: number }>

/**
 * Where uploaded files lie, private. Keys look like `tenant/<id>/…`, in letters, digits, dots, dashes and slashes; other
 * keys throw. The first six are the specification's; URLs that it returns are links of ours that end after a while.
 */
export type StorageClient = Readonly<{
  /** Stores bytes under a key, replacing what was there. Returns a link that is good for five minutes. */
  uploadFile: (data: Buffer, key: string, contentType: string) => Promise<string>
  uploadFileFromPath: (path: string, key: string) => Promise<string>
  /** Throws ENOENT when there is nothing under the key. */
  downloadFile: (key: string) => Promise<Buffer>
  /** False when there was nothing to delete. */
  deleteFile: (key: string) => Promise<boolean>
  /** `GET /api/v1/media/{token}` of this installation, good for `expirySeconds`. */
  generatePresignedUrl: (key: string, expirySeconds: number) => string
  /** Keys that begin with `prefix`, in order. */
  listFiles: (prefix: string) => Promise<string[]>
  /** The same file for sending on; null when there is nothing under the key. */
  openFile: (key: string) => Promise<OpenFile | null>
}>

/** How long links to files live, in seconds (RULINGS 32). */
export const MEDIA_LINK_SECONDS = 300

const KEY = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/
const LONGEST_KEY = 300

/** Storage in a local folder, named by `STORAGE_URL` as `file:<path>`. */
export function createStorage(
  config: Pick<Config, 'STORAGE_URL' | 'PUBLIC_URL' | 'JWT_SECRET'>,
  now: () => Date
): StorageClient {
  const root = resolve(config.STORAGE_URL.replace(/^file:(\/\/)?/, ''))
  const link = (key: string, seconds: number) => {
    pathOf(root, key)
    return linkTo(config, key, seconds, now())
  }
  const put = async (key: string, write: (path: string) => Promise<void>) => {
    const path = pathOf(root, key)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // written beside and moved, so that a crash leaves no half file under the key
    const beside = join(dirname(path), `.${randomUUID()}.part`)
    try {
      await write(beside)
      await rename(beside, path)
    } finally {
      await rm(beside, { force: true })
    }
    return link(key, MEDIA_LINK_SECONDS)
  }
  return {
    uploadFile: (data, key) => put(key, path => writeFile(path, data, { mode: 0o600 })),
    uploadFileFromPath: (from, key) => put(key, path => copyFile(from, path)),
    downloadFile: async key => await readFile(pathOf(root, key)),
    deleteFile: key => remove(pathOf(root, key)),
    generatePresignedUrl: link,
    listFiles: prefix => list(root, prefix),
    openFile: key => open(pathOf(root, key))
  }
}

function linkTo(config: Pick<Config, 'PUBLIC_URL' | 'JWT_SECRET'>, key: string, seconds: number, now: Date): string {
  const expiresAt = new Date(now.getTime() + seconds * 1000)
  return `${config.PUBLIC_URL.replace(/\/$/, '')}/api/v1/media/${signToken(config.JWT_SECRET, 'media', { key }, expiresAt)}`
}

/** A key's place below the root. Throws RangeError for a key that is none, or that would lead out of it. */
function pathOf(root: string, key: string): string {
  const path = resolve(root, key)
  if (!KEY.test(key) || key.length > LONGEST_KEY || !path.startsWith(root + sep))
    throw new RangeError('not a storage key')
  return path
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')

async function remove(path: string): Promise<boolean> {
  try {
    await rm(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function open(path: string): Promise<OpenFile | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? { stream: createReadStream(path), size: found.size } : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Looks only below the last folder that the prefix names. */
async function list(root: string, prefix: string): Promise<string[]> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1).replace(/\/$/, '')
  const base = folder === '' ? root : pathOf(root, folder)
  try {
    const entries = await readdir(base, { recursive: true, withFileTypes: true })
    return entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
      .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter(key => key.startsWith(prefix))
      .sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
