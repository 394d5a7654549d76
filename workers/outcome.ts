/** How a run of a job may end. A throw is the fourth way: the job is tried again. */
export type Outcome =
  | Readonly<{ kind: 'done' }>
  /** Never to be tried again; the job stays readable among the failed ones. */
  | Readonly<{ kind: 'cancel'; reason: string }>
  /** Again in `ms`, without using up a try. For calendar and clock jobs only: a doorbell run ends (RULINGS 12). */
  | Readonly<{ kind: 'snooze'; ms: number }>

export const done: Outcome = { kind: 'done' }
export const cancel = (reason: string): Outcome => ({ kind: 'cancel', reason })
export const snooze = (ms: number): Outcome => ({ kind: 'snooze', ms })
