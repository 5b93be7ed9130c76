import type { Command, Reply } from '../../protocol.ts'
import { everyPart, type LiveState, merge, type Part, stateOf } from '../model/state.ts'
import { connect } from './connection.ts'

/** One area of the page. */
export interface View {
  /** What it shows; it is drawn again when one of them changed. */
  readonly parts: readonly Part[]
  /** @param fresh a whole new state has come: what was added bit by bit is made anew */
  draw(state: LiveState, fresh: boolean): void
  /** Called four times a second for what depends on the time alone. @param now moment of the game-day, ms */
  tick?(now: number, state: LiveState): void
}

/** The game-day as this page knows it. */
export interface Live {
  readonly state: LiveState | undefined
  readonly connected: boolean
  now(): number
  show(view: View): void
  /** Called when the connection comes and goes. */
  onConnection(listener: () => void): void
  send(command: Command): Promise<Reply>
}

const TICK_MS = 250
const finished = new Set(['ended', 'failed'])

/** Takes in messages as they come, and draws at most once a frame, and nothing while nobody looks. */
export function startLive(): Live {
  const views: View[] = []
  const listeners: (() => void)[] = []
  const changed = new Set<Part>()
  let state: LiveState | undefined
  let connected = false
  let fresh = false
  let asked = false
  let receivedAt = 0
  const now = () => {
    if (!state) return 0
    const stands = !connected || finished.has(state.stage)
    return stands ? state.now : state.now + performance.now() - receivedAt
  }
  const draw = () => {
    asked = false
    if (!state || changed.size === 0 || document.hidden) return
    for (const view of views)
      if (fresh || view.parts.some((part) => changed.has(part))) view.draw(state, fresh)
    changed.clear()
    fresh = false
  }
  const ask = () => {
    if (asked || document.hidden) return
    asked = true
    requestAnimationFrame(draw)
  }
  const setConnected = (is: boolean) => {
    connected = is
    for (const listener of listeners) listener()
  }
  const connection = connect({
    message(message) {
      receivedAt = performance.now()
      if (message.type === 'snapshot') {
        state = stateOf(message)
        fresh = true
        for (const part of everyPart) changed.add(part)
      } else if (state) for (const part of merge(state, message)) changed.add(part)
      if (!connected) setConnected(true)
      ask()
    },
    lost: () => setConnected(false),
  })
  document.addEventListener('visibilitychange', ask)
  setInterval(() => {
    if (state && !document.hidden) for (const view of views) view.tick?.(now(), state)
  }, TICK_MS)
  return {
    get state() {
      return state
    },
    get connected() {
      return connected
    },
    now,
    show: (view) => views.push(view),
    onConnection: (listener) => listeners.push(listener),
    send: connection.send,
  }
}
