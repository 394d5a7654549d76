// Some registries hand out no manifest for optional packages of other platforms, and `npm install` then leaves
// them out of the lock file, after which `npm ci` refuses it. Run this after each change of a dependency.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
let added = 0
for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${path}/node_modules/${name}`] || lock.packages[`node_modules/${name}`]) continue
    const os = /android|darwin|win32|linux/.exec(name)?.[0]
    const cpu = /arm64|x64|ia32|arm/.exec(name)?.[0]
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      ...(os && { os: [os] }),
      optional: true,
      ...(entry.dev && { dev: true }),
      ...(name.includes('musl') && { libc: ['musl'] })
    }
    added += 1
  }
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional packages of other platforms added to package-lock.json`)
