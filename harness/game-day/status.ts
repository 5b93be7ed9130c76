import { now } from '../journal/clock.ts'
import type { Model } from './model/model.ts'
import type { Snapshot } from './protocol.ts'
import type { Pages } from './server/pages.ts'

type Shown = 'about' | 'stage' | 'services' | 'faults' | 'guard' | 'viewers' | 'nodes' | 'links' | 'catalogue'

/** What `gameday status --json` prints; `faults` are those that are open. */
export interface GameDayStatus extends Pick<Snapshot, Shown> {
  /** Since it began. */
  readonly ms: number
  readonly addresses?: Pages['addresses']
}

/** @param addresses left out for observers */
export function statusOf(model: Model, addresses: Pages['addresses'] | undefined): GameDayStatus {
  const shown = model.snapshot(addresses ? 'facilitator' : 'observer', now())
  const { about, now: ms, stage, nodes, links, services, catalogue, guard, viewers } = shown
  const faults = shown.faults.filter(({ until }) => until === undefined)
  return {
    ...{ about, ms, stage, services, faults, guard, viewers, nodes, links, catalogue },
    ...(addresses && { addresses }),
  }
}
