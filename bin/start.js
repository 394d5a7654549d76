// npm start: everything on this machine, see bin/dev.ts.
import { runFile } from './node.js'

await runFile('bin/dev.ts', process.argv.slice(2))
