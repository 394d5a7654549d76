// npm test: lint, types and tests, see bin/test.ts. Never with .env: tests must not meet a real database or Meta.
import { runFile } from './node.js'

await runFile('bin/test.ts', process.argv.slice(2), false)
