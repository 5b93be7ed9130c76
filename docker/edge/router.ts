import type { RelayRoute } from './config.ts'

/** Decides which relays a request may go to, best first. */
export class Router {
  readonly #routes: readonly RelayRoute[]
  /** In lower case; '' where no answer sends a request elsewhere. */
  readonly replayHeader: string
  #turn = 0

  constructor(routes: readonly RelayRoute[], replayHeader: string) {
    this.#routes = routes
    this.replayHeader = replayHeader
  }

  /** Every relay once: those of the preferred region first, round robin within each group. */
  candidates(preferredRegion: string | undefined): RelayRoute[] {
    const turn = this.#turn++
    const near = this.#routes.filter(({ region }) => region === preferredRegion)
    const far = this.#routes.filter(({ region }) => region !== preferredRegion)
    return [...rotate(near, turn), ...rotate(far, turn)]
  }

  /** The relays that a replay header names: `instance=ID` one, `region=R` every one of the region. */
  targets(replay: string): RelayRoute[] {
    const [, kind, name] = /^\s*(instance|region)=([^;\s]+)/.exec(replay) ?? []
    if (kind === 'instance') return this.#routes.filter(({ machineId }) => machineId === name)
    return rotate(
      this.#routes.filter(({ region }) => region === name),
      this.#turn++,
    )
  }
}

function rotate<T>(list: readonly T[], turn: number): T[] {
  const start = list.length === 0 ? 0 : turn % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}
