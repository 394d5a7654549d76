/** A clock for tests: runs with the real one until it is set, then stands until it is set or moved again. */
export type TestClock = Readonly<{
  now: () => Date
  /** Stands still at this instant. */
  set: (instant: Date | string) => void
  /** From now on it runs `ms` ahead of (or behind) the real clock. */
  shift: (ms: number) => void
}>

export function createClock(): TestClock {
  let fixed: Date | null = null
  let offset = 0
  return {
    now: () => fixed ?? new Date(Date.now() + offset),
    set: instant => {
      fixed = new Date(instant)
    },
    shift: ms => {
      fixed = null
      offset = ms
    }
  }
}
