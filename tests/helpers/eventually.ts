import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `probe` returns something truthy and returns it; throws with the last value or error after `timeoutMs`. */
export async function eventually<T>(
  probe: () => Promise<T> | T,
  what = 'the condition',
  timeoutMs = 20_000
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs
  let last: unknown
  while (Date.now() < deadline) {
    try {
      const value = await probe()
      if (value) return value as NonNullable<T>
      last = value
    } catch (error) {
      last = error
    }
    await sleep(20)
  }
  throw new Error(
    `${what} did not come about within ${timeoutMs} ms; last seen: ${last instanceof Error ? last.stack : JSON.stringify(last)}`
  )
}
