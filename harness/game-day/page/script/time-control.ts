import { followNow, pan, type TimeWindow, zoom } from '../model/window.ts'
import { byId, setAttribute } from './dom.ts'
import { useWheel } from './time-input.ts'

/** The stretch of time that all charts show, and the buttons that change it. */
export interface TimeControl {
  readonly shown: TimeWindow
  show(next: TimeWindow): void
  /** What a button does: `back`, `on`, `in`, `out`, `all`, `follow`. */
  move(name: string): void
}

export function timeControl(now: () => number, changed: () => void): TimeControl {
  let shown = followNow()
  const show = (next: TimeWindow) => {
    shown = next
    setAttribute(byId('follow'), 'aria-pressed', String(next.follow))
    changed()
  }
  const moves: Record<string, () => TimeWindow> = {
    back: () => pan(shown, -0.3, now()),
    on: () => pan(shown, 0.3, now()),
    in: () => zoom(shown, 0.5, now()),
    out: () => zoom(shown, 2, now()),
    all: () => followNow(Infinity),
    follow: () => followNow(),
  }
  const move = (name: string) => show(moves[name]!())
  for (const button of document.querySelectorAll<HTMLElement>('[data-view]'))
    button.addEventListener('click', () => move(button.dataset.view!))
  useWheel(byId('chart-list'), {
    pan: (share) => show(pan(shown, share, now())),
    zoom: (factor) => show(zoom(shown, factor, now())),
  })
  return {
    get shown() {
      return shown
    },
    show,
    move,
  }
}
