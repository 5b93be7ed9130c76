import { element } from '../../../report/page-script/element.ts'
import type { GuardState } from '../../protocol.ts'
import { quantity } from '../model/times.ts'
import { byId, keyed, setAttribute, setText } from './dom.ts'
import type { View } from './live.ts'

/** From this share of a limit on it is near. */
const NEAR = 0.75

/** The limits that nothing may pass, and how near each is. */
export function guardView(): View {
  const made = new Map<string, HTMLElement>()
  return {
    parts: ['guard'],
    draw({ guard }) {
      byId('guard').hidden = guard.length === 0
      keyed(byId('guard-list'), guard, ({ name }) => name, guardRow, made)
      for (const limit of guard) update(made.get(limit.name)!, limit)
    },
  }
}

function guardRow({ name, limit }: GuardState): HTMLElement {
  const item = element('li')
  const meter = element('div', '', {
    ...{
      class: 'meter',
      role: 'meter',
      'aria-label': name,
      'aria-valuemin': '0',
      'aria-valuemax': String(limit),
    },
  })
  meter.append(element('div'))
  item.append(element('span', name), element('span', '', { class: 'number' }), meter)
  return item
}

function update(item: HTMLElement, { value, limit, unit, tripped }: GuardState): void {
  const [, numbers, meter] = item.children as unknown as [HTMLElement, HTMLElement, HTMLElement]
  const share = value === null || limit <= 0 ? 0 : Math.min(1, Math.max(0, value / limit))
  const of = `${quantity(value)} of ${quantity(limit)}${unit && ` ${unit}`}`
  setText(numbers, tripped ? `✕ past its limit: ${of}` : share >= NEAR ? `▲ near: ${of}` : of)
  item.className = tripped ? 'bad' : share >= NEAR ? 'open' : ''
  setAttribute(meter, 'aria-valuenow', String(Math.min(limit, Math.max(0, value ?? 0))))
  setAttribute(meter, 'aria-valuetext', of)
  const bar = meter.firstElementChild as HTMLElement
  bar.style.setProperty('transform', `scaleX(${share.toFixed(3)})`)
}
