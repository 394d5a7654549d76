import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../fixtures/whatsapp/', import.meta.url)

/** Every webhook body of the fixtures, by file name. */
export function webhookFixtures(): { name: string; body: Record<string, unknown> }[] {
  return readdirSync(folder)
    .filter(name => name.startsWith('pywa-'))
    .map(name => ({ name, body: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) }))
}

export function signatureVectors(): {
  app_secret: string
  vectors: { case: string; raw_body: string; x_hub_signature_256: string }[]
} {
  return JSON.parse(readFileSync(new URL('signature-vectors.json', folder), 'utf8'))
}
