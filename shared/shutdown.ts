import type { Log } from './log.ts'

type Step = Readonly<{ name: string; run: () => Promise<unknown> }>

/**
 * Stops the process on SIGTERM, SIGINT, or when the supervisor that started it is gone: the steps run in order, each
 * whatever the one before did; after `timeoutMs` in all it is over with exit code 1 (Heroku kills at 30 s).
 */
export function stopInOrder(log: Log, timeoutMs: number, steps: readonly Step[]): void {
  let stopping = false
  const stop = async (reason: string) => {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => {
      log.error('not everything stopped in time')
      process.exit(1)
    }, timeoutMs).unref()
    for (const step of steps) {
      try {
        await step.run()
      } catch (error) {
        log.error({ err: error, step: step.name }, 'a step of the shutdown failed')
      }
    }
    log.info('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))
  process.on('disconnect', () => void stop('the supervisor is gone'))
  // it may have died before we got here; undefined means that nobody supervises this process
  if (process.connected === false) void stop('the supervisor is gone')
}
