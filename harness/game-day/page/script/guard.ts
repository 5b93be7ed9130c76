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
      keyed(byId('guard-list'), guard, (one) => one.guard, guardRow, made)
      for (const limit of guard) update(made.get(limit.guard)!, limit)
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

function update(item: HTMLElement, { op, value, limit, unit, tripped, reason }: GuardState): void {
  const [, numbers, meter] = item.children as unknown as [HTMLElement, HTMLElement, HTMLElement]
  const isCeiling = op === '<' || op === '<='
  const used = value === null || limit <= 0 || value < 0 ? 0 : isCeiling ? value / limit : limit / value
  const share = Math.min(1, used)
  const of = `${quantity(value)} ${isCeiling ? 'of' : 'of at least'} ${quantity(limit)}${unit && ` ${unit}`}`
  setAttribute(item, 'title', reason ?? '')
  setText(numbers, tripped ? `✕ past its limit: ${of}` : share >= NEAR ? `▲ near: ${of}` : of)
  item.className = tripped ? 'bad' : share >= NEAR ? 'open' : ''
  setAttribute(meter, 'aria-valuenow', String(Math.min(limit, Math.max(0, value ?? 0))))
  setAttribute(meter, 'aria-valuetext', of)
  const bar = meter.firstElementChild as HTMLElement
  bar.style.setProperty('transform', `scaleX(${share.toFixed(3)})`)
}
