// node bin/run.js FILE [argument…]: runs a TypeScript file of this project, after installing what is missing.
import { runFile } from './node.js'

const [file, ...args] = process.argv.slice(2)
if (file === undefined) {
  console.error('Which file? For example: node bin/run.js bin/migrate.ts')
  process.exit(1)
}
await runFile(file, args)
