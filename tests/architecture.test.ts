import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { init, parse } from 'es-module-lexer'

const root = fileURLToPath(new URL('..', import.meta.url))
const parts = ['bench', 'bin', 'ingress', 'migrations', 'sandbox', 'shared', 'tests', 'workers']
const MOST_LINES = 250

type Import = Readonly<{ from: string; to: string; typeOnly: boolean }>

const files = parts
  .flatMap(part => (readdirSync(root, { withFileTypes: true }).some(entry => entry.name === part) ? listOf(part) : []))
  .filter(file => /\.(ts|js)$/.test(file))

function listOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
}

await init
const imports: Import[] = files.flatMap(file =>
  parse(readFileSync(join(root, file), 'utf8'))[0].flatMap(({ specifier, ...rest }) =>
    specifier == null
      ? []
      : [{ from: file, to: targetOf(file, specifier), typeOnly: 'typeOnly' in rest && rest.typeOnly === true }]
  )
)

/** A path below the root for our own files; the bare package name for the rest. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(file), specifier)
  const [scope = '', name = ''] = specifier.split('/')
  return specifier.startsWith('node:') ? specifier : scope.startsWith('@') ? `${scope}/${name}` : scope
}

const inside = (path: string, ...folders: string[]): boolean =>
  folders.some(folder => path === folder || path.startsWith(`${folder}/`))
const isOurs = (path: string): boolean => inside(path, ...parts, 'knexfile.ts')

/** The imports of `folder` that `allowed` does not cover, as lines for the report. */
const forbidden = (folder: string, allowed: (edge: Import) => boolean): string[] =>
  imports.filter(edge => inside(edge.from, folder) && !allowed(edge)).map(({ from, to }) => `${from} → ${to}`)

test('the domain imports nothing but itself', t => {
  t.deepEqual(
    forbidden('shared/domain', ({ to }) => inside(to, 'shared/domain')),
    []
  )
})

test('shared knows neither ingress nor workers nor sandbox nor tests', t => {
  t.deepEqual(
    forbidden('shared', ({ to }) => !isOurs(to) || inside(to, 'shared')),
    []
  )
})

test('ingress and workers do not know each other', t => {
  t.deepEqual(
    forbidden('ingress', ({ to }) => !isOurs(to) || inside(to, 'ingress', 'shared')),
    []
  )
  t.deepEqual(
    forbidden('workers', ({ to }) => !isOurs(to) || inside(to, 'workers', 'shared')),
    []
  )
})

test('nothing that runs for customers imports the sandbox or the tests', t => {
  t.deepEqual(
    forbidden('bin', ({ from, to }) => !inside(to, 'tests') && (from === 'bin/dev.ts' || !inside(to, 'sandbox'))),
    []
  )
})

test('only shared/queues, workers and the migration step know BullMQ', t => {
  const knowing = imports.filter(({ to }) => to === 'bullmq').map(({ from }) => from)
  t.deepEqual(
    knowing.filter(from => !inside(from, 'shared/queues', 'workers', 'tests', 'bench') && from !== 'bin/migrate.ts'),
    []
  )
})

test('only ingress and the sandbox know Koa', t => {
  const knowing = imports.filter(({ to }) => /^(koa|@koa|koa-)/.test(to)).map(({ from }) => from)
  t.deepEqual(
    knowing.filter(from => !inside(from, 'ingress', 'sandbox', 'tests')),
    []
  )
})

test('only workers/agent knows LangGraph', t => {
  const knowing = imports.filter(({ to }) => to.startsWith('@langchain')).map(({ from }) => from)
  t.deepEqual(
    knowing.filter(from => !inside(from, 'workers/agent', 'tests') && from !== 'bin/migrate.ts'),
    []
  )
})

test('use cases call no queue and no client at run time', t => {
  t.deepEqual(
    forbidden('shared/use-cases', ({ to, typeOnly }) => typeOnly || !inside(to, 'shared/queues', 'shared/clients')),
    []
  )
})

test('every package that the project was given is used', t => {
  const given = [
    'bullmq',
    'ioredis',
    'koa',
    '@koa/router',
    'objection',
    'knex',
    'pg',
    'ajv',
    '@langchain/langgraph',
    'node-cron',
    '@bull-board/koa',
    'ava'
  ]
  const used = new Set(imports.map(({ to }) => to))
  t.deepEqual(
    given.filter(name => !used.has(name)),
    []
  )
})

test('the sandbox stands for the outside world: it imports nothing of ours', t => {
  t.deepEqual(
    forbidden('sandbox', ({ to }) => !isOurs(to) || inside(to, 'sandbox')),
    []
  )
})

test('migrations import nothing of the application', t => {
  t.deepEqual(
    forbidden('migrations', ({ to }) => !isOurs(to)),
    []
  )
})

test(`no source file is longer than ${MOST_LINES} lines, no handler than 120`, t => {
  const lengths = files
    .filter(file => !inside(file, 'tests', 'bench'))
    .map(file => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
  t.deepEqual(
    lengths.filter(({ file, lines }) => lines > (inside(file, 'workers/handlers') ? 120 : MOST_LINES)),
    []
  )
})

test('files are named in kebab-case', t => {
  t.deepEqual(
    files.filter(file => !/^([a-z0-9-]+\/)*[a-z0-9]+([._-][a-z0-9]+)*(\.test|\.d)?\.(ts|js)$/.test(file)),
    []
  )
})

test('the top level holds what the layout names, and nothing else', t => {
  const known = [
    ...[
      'ingress',
      'workers',
      'shared',
      'migrations',
      'sandbox',
      'tests',
      'bench',
      'bin',
      'docs',
      'node_modules',
      'coverage'
    ],
    ...[
      'knexfile.ts',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'biome.json',
      'Procfile',
      'docker-compose.yml'
    ],
    ...['README.md', 'CHANGELOG.md', 'LICENSE', '.env.example', '.env', '.gitignore', '.git', '.ci', '.data', '.github']
  ]
  const found = readdirSync(root)
  t.deepEqual(
    found.filter(name => !known.includes(name)),
    []
  )
  const card = [
    'ingress',
    'workers',
    'shared',
    'migrations',
    'knexfile.ts',
    'package.json',
    'tsconfig.json',
    'Procfile',
    'docker-compose.yml',
    'README.md'
  ]
  t.deepEqual(
    card.filter(name => !found.includes(name)),
    []
  )
})

test('no test is left out or empty: no only, no todo, no assertion that always holds', t => {
  const suspicious = files
    .filter(file => file.endsWith('.test.ts') && file !== 'tests/architecture.test.ts')
    .filter(file =>
      /test\.(only|todo|failing)|\bt\.pass\(\)|t\.true\(true\)/.test(readFileSync(join(root, file), 'utf8'))
    )
  t.deepEqual(suspicious, [])
})
