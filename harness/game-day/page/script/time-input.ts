import type { DrawnChart } from './chart.ts'
import { tellNews } from './toast.ts'

const keys: Record<string, string> = { '+': 'in', '-': 'out', '0': 'follow' }

/** Left and right read values, with Shift they move in time; plus, minus and 0 zoom. */
export function useChartKeys({ element, plot }: DrawnChart, move: (name: string) => void): void {
  element.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    const name = step !== 0 && event.shiftKey ? (step < 0 ? 'back' : 'on') : keys[event.key]
    if (name === undefined && step === 0) return
    event.preventDefault()
    event.stopPropagation()
    if (name !== undefined) return move(name)
    const at = plot.data[0]
    const shown = [plot.valToIdx(plot.scales.x!.min!), plot.valToIdx(plot.scales.x!.max!)] as const
    const index = Math.min(shown[1], Math.max(shown[0], (plot.cursor.idx ?? shown[1]) + step))
    plot.setCursor({ left: plot.valToPos(at[index]!, 'x'), top: 1 })
    tellNews(readOut(element))
  })
  element.addEventListener('blur', () => plot.setCursor({ left: -10, top: -10 }))
}

function readOut(element: HTMLElement): string {
  const time = document.getElementById('cursor-time')?.textContent ?? ''
  return [time, ...[...element.querySelectorAll('.legend li')].map((item) => item.textContent)].join(', ')
}

interface WheelMoves {
  pan(share: number): void
  zoom(factor: number): void
}

/** Sideways moves in time; with Ctrl or ⌘ it zooms. Up and down scroll the page, as everywhere. */
export function useWheel(list: HTMLElement, { pan, zoom }: WheelMoves): void {
  list.addEventListener(
    'wheel',
    (event) => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      if (!event.ctrlKey && !event.metaKey && !sideways) return
      event.preventDefault()
      if (sideways) pan(event.deltaX / list.clientWidth)
      else zoom(event.deltaY > 0 ? 1.25 : 0.8)
    },
    { passive: false },
  )
}
