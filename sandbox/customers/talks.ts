import type { Customer, SandboxEvent, TalkEntry, TalkStatus } from '../types.ts'

/** What one talk keeps; older bubbles are dropped. */
const MAX_ENTRIES = 500

const RANK: Readonly<Record<TalkStatus, number>> = { pending: 0, sent: 1, delivered: 2, read: 3, played: 4, failed: 5 }

type Talk = {
  readonly phoneNumberId: string
  customer: Customer
  lastInboundAt: Date | undefined
  entries: TalkEntry[]
}

export type Talks = {
  readonly add: (phoneNumberId: string, customer: Customer, entry: TalkEntry) => void
  readonly change: (wamid: string, change: (entry: TalkEntry) => TalkEntry) => void
  /** Moves a bubble's ticks up, never down. */
  readonly setStatus: (wamid: string, status: TalkStatus, error?: { code: number; title: string }) => void
  readonly entries: (phoneNumberId: string, customer: Customer) => readonly TalkEntry[]
  readonly find: (
    wamid: string
  ) => { readonly phoneNumberId: string; readonly customer: Customer; readonly entry: TalkEntry } | undefined
  readonly noteInbound: (phoneNumberId: string, customer: Customer, at: Date) => void
  readonly lastInboundAt: (phoneNumberId: string, customer: Customer) => Date | undefined
  /** People who have a talk with this number, the latest first. */
  readonly people: (phoneNumberId: string) => readonly Customer[]
  /** A person got another number: the talk goes with her. */
  readonly rename: (from: Customer, to: Customer) => void
}

/** The digits, or the user id of someone without a number. */
export const keyOf = (customer: Customer): string => customer.waId ?? customer.userId ?? ''

type Store = {
  /** By number and customer. */
  readonly talks: Map<string, Talk>
  readonly byWamid: Map<string, Talk>
  readonly publish: (event: SandboxEvent) => void
}

const placeOf = (phoneNumberId: string, customer: Customer): string => `${phoneNumberId}:${keyOf(customer)}`

const talkOf = ({ talks }: Store, phoneNumberId: string, customer: Customer): Talk => {
  const place = placeOf(phoneNumberId, customer)
  const talk = talks.get(place) ?? { phoneNumberId, customer, lastInboundAt: undefined, entries: [] }
  talk.customer = customer
  talks.set(place, talk)
  return talk
}

const announce = ({ publish }: Store, { phoneNumberId, customer }: Talk, entry: TalkEntry): void =>
  publish({ kind: 'entry', phoneNumberId, customer, entry })

const addEntry = (store: Store, talk: Talk, entry: TalkEntry): void => {
  talk.entries.push(entry)
  store.byWamid.set(entry.wamid, talk)
  const surplus = talk.entries.splice(0, Math.max(0, talk.entries.length - MAX_ENTRIES))
  for (const old of surplus) store.byWamid.delete(old.wamid)
  announce(store, talk, entry)
}

const changeEntry = (store: Store, wamid: string, act: (entry: TalkEntry) => TalkEntry): void => {
  const talk = store.byWamid.get(wamid)
  const index = talk?.entries.findIndex(entry => entry.wamid === wamid) ?? -1
  const entry = talk?.entries[index]
  if (talk === undefined || entry === undefined) return
  const changed = act(entry)
  if (changed === entry) return
  talk.entries[index] = changed
  announce(store, talk, changed)
}

const findEntry = ({ byWamid }: Store, wamid: string): ReturnType<Talks['find']> => {
  const talk = byWamid.get(wamid)
  const entry = talk?.entries.find(candidate => candidate.wamid === wamid)
  if (talk === undefined || entry === undefined) return undefined
  return { phoneNumberId: talk.phoneNumberId, customer: talk.customer, entry }
}

const lastAt = ({ entries }: Talk): string => entries.at(-1)?.at ?? ''

const rename = ({ talks }: Store, from: Customer, to: Customer): void => {
  for (const [place, talk] of [...talks]) {
    if (keyOf(talk.customer) !== keyOf(from)) continue
    talks.delete(place)
    talk.customer = to
    talks.set(placeOf(talk.phoneNumberId, to), talk)
  }
}

/** What was said on every phone: one talk per business number and customer. */
export const createTalks = (publish: (event: SandboxEvent) => void): Talks => {
  const store: Store = { talks: new Map(), byWamid: new Map(), publish }
  return {
    add: (phoneNumberId, customer, entry) => addEntry(store, talkOf(store, phoneNumberId, customer), entry),
    change: (wamid, act) => changeEntry(store, wamid, act),
    setStatus: (wamid, status, error) =>
      changeEntry(store, wamid, entry => (RANK[status] > RANK[entry.status] ? { ...entry, status, error } : entry)),
    entries: (phoneNumberId, customer) => store.talks.get(placeOf(phoneNumberId, customer))?.entries ?? [],
    find: wamid => findEntry(store, wamid),
    noteInbound: (phoneNumberId, customer, at) => {
      const talk = talkOf(store, phoneNumberId, customer)
      if (talk.lastInboundAt === undefined || at > talk.lastInboundAt) talk.lastInboundAt = at
    },
    lastInboundAt: (phoneNumberId, customer) => store.talks.get(placeOf(phoneNumberId, customer))?.lastInboundAt,
    people: phoneNumberId =>
      [...store.talks.values()]
        .filter(talk => talk.phoneNumberId === phoneNumberId && talk.entries.length > 0)
        .sort((a, b) => lastAt(b).localeCompare(lastAt(a)))
        .map(talk => talk.customer),
    rename: (from, to) => rename(store, from, to)
  }
}
