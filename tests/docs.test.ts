import { readFileSync } from 'node:fs'
import test from 'ava'
import { configSchema } from '../shared/config.ts'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const variables = Object.keys(configSchema.properties)

test('.env.example lists every variable that the system reads, and no other', t => {
  const listed = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name)
  t.deepEqual([...listed].sort(), [...variables].sort())
})

test('README describes every variable', t => {
  const readme = read('README.md')
  t.deepEqual(
    variables.filter(name => !readme.includes(`\`${name}\``)),
    []
  )
})

test('every queue has its line in the Procfile', async t => {
  const { queueNames } = await import('../shared/queues/catalog.ts')
  const lines = read('Procfile').split('\n')
  t.deepEqual(
    queueNames.filter(
      name => !lines.some(line => line.startsWith(`${name}:`) && line.includes(`workers/main.ts ${name}`))
    ),
    []
  )
})
