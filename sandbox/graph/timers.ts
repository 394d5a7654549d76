/** Timers that end with the sandbox. */
export type Timers = {
  /** Resolves true after `ms`, or false at once when the sandbox closes. */
  readonly wait: (ms: number) => Promise<boolean>
  /** Runs `act` after `ms` unless cancelled or closed. */
  readonly later: (ms: number, act: () => void) => () => void
  readonly signal: AbortSignal
  readonly close: () => void
}

export const createTimers = (): Timers => {
  const closing = new AbortController()
  const pending = new Set<{ readonly timer: NodeJS.Timeout; readonly onClose: () => void }>()

  const add = (ms: number, act: () => void, onClose: () => void): (() => void) => {
    const item = {
      timer: setTimeout(() => {
        pending.delete(item)
        act()
      }, ms),
      onClose
    }
    pending.add(item)
    return () => {
      clearTimeout(item.timer)
      pending.delete(item)
    }
  }

  return {
    signal: closing.signal,
    wait: ms =>
      new Promise(resolve => {
        if (closing.signal.aborted) resolve(false)
        else if (ms <= 0) resolve(true)
        else
          add(
            ms,
            () => resolve(true),
            () => resolve(false)
          )
      }),
    later: (ms, act) => (closing.signal.aborted ? () => undefined : add(ms, act, () => undefined)),
    close: () => {
      closing.abort()
      for (const { timer, onClose } of pending) {
        clearTimeout(timer)
        onClose()
      }
      pending.clear()
    }
  }
}
