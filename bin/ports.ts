import { createServer } from 'node:net'

/** Every address that a server without a host listens on, and those that another program may hold alone. */
const EVERYWHERE = ['::', '0.0.0.0', '127.0.0.1', '::1']

type Probe = { readonly free: true; readonly port: number } | { readonly free: false; readonly code: string }

const probe = (port: number, host: string): Promise<Probe> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ free: false, code: error.code ?? 'unknown' }))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve({ free: true, port: taken }))
    })
  })

// A machine without IPv6 has no such address: nothing of ours can be in conflict there.
const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** Why the port cannot be had (`EADDRINUSE`, `EACCES`…), or undefined when it can, on every one of the addresses. */
export const portProblem = async (port: number, hosts: readonly string[] = EVERYWHERE): Promise<string | undefined> => {
  for (const host of hosts) {
    const result = await probe(port, host)
    if (!result.free && !NO_SUCH_ADDRESS.has(result.code)) return result.code
  }
  return undefined
}

export const isPortFree = async (port: number, hosts: readonly string[] = EVERYWHERE): Promise<boolean> =>
  (await portProblem(port, hosts)) === undefined

/** A port of 127.0.0.1 that the system says is free now. */
export const freePort = async (): Promise<number> => {
  const result = await probe(0, '127.0.0.1')
  if (!result.free) throw new Error(`No free port on 127.0.0.1 (${result.code})`)
  return result.port
}

export type WantedPort = { readonly variable: string; readonly port: number; readonly fallback: number }

/** Reads a port number from a variable; throws with the variable's name. */
export const readPort = (variable: string, text: string | undefined, fallback: number): WantedPort => {
  const port = text === undefined || text === '' ? fallback : Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${variable} must be a port number from 1 to 65535, not "${text}".`)
  }
  return { variable, port, fallback }
}

const nextFree = async (after: number, taken: ReadonlySet<number>): Promise<number> => {
  for (let port = after + 1; port < Math.min(after + 200, 65536); port += 1) {
    if (!taken.has(port) && (await isPortFree(port))) return port
  }
  return await freePort()
}

/**
 * Undefined when all ports can be had; otherwise what to tell the person: which one is taken and a command with free
 * ones that can be pasted.
 */
export const portsProblem = async (wanted: readonly WantedPort[], command: string): Promise<string | undefined> => {
  const reasons: string[] = []
  const assignments: string[] = []
  const taken = new Set(wanted.map(each => each.port))
  for (const [index, { variable, port, fallback }] of wanted.entries()) {
    const twin = wanted.slice(0, index).find(other => other.port === port)
    const problem = twin === undefined ? await portProblem(port) : 'twin'
    if (problem === undefined) {
      if (port !== fallback) assignments.push(`${variable}=${port}`)
      continue
    }
    if (twin !== undefined) reasons.push(`${variable} and ${twin.variable} are both ${port}.`)
    else if (problem === 'EADDRINUSE') reasons.push(`Port ${port} (${variable}) is taken by another program.`)
    else reasons.push(`Port ${port} (${variable}) cannot be used: ${problem}.`)
    const offer = await nextFree(Math.max(port, 1024), taken)
    taken.add(offer)
    assignments.push(`${variable}=${offer}`)
  }
  if (reasons.length === 0) return undefined
  return `${reasons.join('\n')}\nTry free ones:\n\n  ${assignments.join(' ')} ${command}\n`
}
