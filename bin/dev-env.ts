import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** What development needs and nobody should have to invent; the file is `.data/dev.env`, read by shared/config.ts too. */
export type DevEnv = Readonly<Record<string, string>>

const HEADER = '# Made by npm start for this machine only. Deleting it makes stored credentials unreadable.\n'

const generated = (): DevEnv => ({
  JWT_SECRET: randomBytes(32).toString('base64url'),
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  OPERATOR_PASSWORD: randomBytes(9).toString('base64url')
})

const fileIn = (dataDir: string) => join(dataDir, 'dev.env')

/** The variables of `.data/dev.env`; empty when there is none. */
export const readDevEnv = (dataDir: string): DevEnv => {
  const file = fileIn(dataDir)
  if (!existsSync(file)) return {}
  const entries = Object.entries(parseEnv(readFileSync(file, 'utf8')))
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/**
 * Adds secrets that are missing (an existing one is never replaced) and `current`, whose undefined values are removed.
 * Returns everything in the file.
 */
export const writeDevEnv = (dataDir: string, current: Readonly<Record<string, string | undefined>>): DevEnv => {
  const all = { ...generated(), ...readDevEnv(dataDir), ...current }
  const after = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )
  const text =
    HEADER +
    Object.entries(after)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')
  mkdirSync(dataDir, { recursive: true })
  // Renamed into place: another terminal never reads half a file.
  const draft = `${fileIn(dataDir)}.new`
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, fileIn(dataDir))
  return after
}
