/** How long a service takes. Shown by `durationText` of the texts, as `1 hora 30 min`. */
export type Duration = Readonly<{ minutes: number }>

/** The specification's limits: 15 minutes to 8 hours. */
export const SHORTEST_MINUTES = 15
export const LONGEST_MINUTES = 480

export const isValid = ({ minutes }: Duration): boolean =>
  Number.isInteger(minutes) && minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES

export const toHours = ({ minutes }: Duration): number => minutes / 60
