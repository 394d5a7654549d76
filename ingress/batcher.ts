/** Hands many callers' rows to one writer, so that requests of the same few milliseconds share a statement. */
export type Batcher<Row> = Readonly<{
  /** Resolves when all rows are written; rejects when they are not known to be. */
  write: (rows: readonly Row[]) => Promise<void>
}>

type Waiting<Row> = Readonly<{ rows: readonly Row[]; resolve: () => void; reject: (error: unknown) => void }>

/** One write is under way at a time; what arrives meanwhile goes together in the next. The first caller waits `gatherMs`. */
export function createBatcher<Row>(writeRows: (rows: readonly Row[]) => Promise<void>, gatherMs: number): Batcher<Row> {
  let waiting: Waiting<Row>[] = []
  let busy = false
  const flush = async () => {
    while (waiting.length > 0) {
      const taken = waiting
      waiting = []
      try {
        await writeRows(taken.flatMap(entry => entry.rows))
        for (const entry of taken) entry.resolve()
      } catch (error) {
        for (const entry of taken) entry.reject(error)
      }
    }
    busy = false
  }
  return {
    write: rows =>
      new Promise((resolve, reject) => {
        waiting.push({ rows, resolve, reject })
        if (busy) return
        busy = true
        setTimeout(flush, gatherMs)
      })
  }
}
