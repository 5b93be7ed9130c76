import { element } from '../../../report/page-script/element.ts'
import type { LiveFault } from '../../protocol.ts'
import { isOpen, type LiveState, mayInject } from '../model/state.ts'
import { clock, shortSpan, span } from '../model/times.ts'
import { byId, keyed, setAttribute, setText } from './dom.ts'
import type { Live, View } from './live.ts'
import { tellNews } from './toast.ts'

/** Of those that are over; the log has all. */
const PAST_MAX = 50

interface Row {
  readonly evidence: HTMLElement
  readonly times: HTMLElement
  readonly due: HTMLElement
  readonly detail: HTMLElement
  readonly heal: HTMLButtonElement
}

/** What is broken at the moment, by whom, and whether it was seen to act. */
export function faultsView(live: Live, heal: (id: string) => void): View {
  const made = new Map<string, HTMLElement>()
  const madePast = new Map<string, HTMLElement>()
  const rows = new Map<string, Row>()
  const known = new Map<string, LiveFault['state']>()
  const make = (fault: LiveFault) => {
    const { item, row } = openRow(fault, () => heal(fault.id))
    rows.set(fault.id, row)
    return item
  }
  const update = (state: LiveState, now: number) => {
    for (const [id] of made) updateRow(rows.get(id)!, state.faults.get(id)!, now, mayInject(state))
  }
  return {
    parts: ['about', 'stage', 'faults'],
    draw(state, fresh) {
      const all = [...state.faults.values()]
      const open = all.filter(isOpen)
      const past = all
        .filter((fault) => !isOpen(fault))
        .slice(-PAST_MAX)
        .reverse()
      keyed(byId('faults-open'), open, ({ id }) => id, make, made)
      keyed(byId('faults-over'), past, ({ id, state }) => `${id} ${state}`, pastRow, madePast)
      for (const id of rows.keys()) if (!made.has(id)) rows.delete(id)
      byId('faults-none').hidden = open.length > 0
      byId('faults-past').hidden = past.length === 0
      setText(byId('faults-past-title'), `Over (${all.length - open.length})`)
      setText(byId('faults-count'), String(open.length))
      byId('faults-count').classList.toggle('bad', open.length > 0)
      update(state, live.now())
      tellChanges(all, known, fresh)
    },
    tick: (now, state) => update(state, now),
  }
}

function openRow(fault: LiveFault, heal: () => void): { item: HTMLElement; row: Row } {
  const item = element('li')
  const swatch = element('span', '', { class: 'swatch' })
  swatch.style.setProperty('background', fault.colour)
  const what = element('strong', `${fault.fault} `)
  const title = element('div', '', { class: 'fault-title' })
  title.append(swatch, what, element('span', `on ${fault.target}`))
  if (fault.hidden) title.append(element('span', 'hidden from observers', { class: 'badge' }))
  const row: Row = {
    evidence: element('span', '', { class: 'evidence' }),
    times: element('span', '', { class: 'quiet' }),
    due: element('span', '', { class: 'quiet' }),
    detail: element('span', '', { class: 'quiet' }),
    heal: element('button', 'Heal', {
      type: 'button',
      'aria-label': `Heal ${fault.fault} on ${fault.target}`,
    }),
  }
  row.heal.addEventListener('click', heal)
  item.append(title, row.heal, row.evidence, row.times, row.due, row.detail)
  return { item, row }
}

function updateRow(
  { evidence, times, due, detail, heal }: Row,
  fault: LiveFault,
  now: number,
  usable: boolean,
): void {
  const seen = fault.observedAt !== undefined
  setText(
    evidence,
    seen ? `✓ seen to act after ${shortSpan(fault.observedAt! - fault.from)}` : '… no evidence yet',
  )
  evidence.classList.toggle('good', seen)
  setText(times, `${fault.by || 'the plan'} · since ${clock(fault.from)} (${span(now - fault.from)})`)
  setText(due, fault.due === undefined ? '' : `heals itself in ${span(fault.due - now)}`)
  setText(detail, fault.detail)
  heal.hidden = !usable
}

function pastRow({ fault, target, colour, by, from, until, state, observedAt }: LiveFault): HTMLElement {
  const item = element('li')
  const swatch = element('span', '', { class: 'swatch' })
  swatch.style.setProperty('background', colour)
  const acted = state === 'gone' || observedAt === undefined ? 'never seen to act' : 'seen to act'
  const when = `${clock(from)}–${until === undefined ? '' : clock(until)}`
  item.append(
    swatch,
    element('span', `${fault} on ${target}`),
    element('span', ` ${when} · ${by || 'the plan'} · ${acted}`, { class: 'quiet' }),
  )
  return item
}

/** Says aloud what people must know: a fault came, acted, went. Not what was there when the page was opened. */
function tellChanges(
  all: readonly LiveFault[],
  known: Map<string, LiveFault['state']>,
  fresh: boolean,
): void {
  for (const { id, fault, target, state } of all) {
    const before = known.get(id)
    known.set(id, state)
    if (fresh || before === state) continue
    if (before === undefined && state === 'requested') tellNews(`New fault: ${fault} on ${target}.`)
    else if (state === 'observed') tellNews(`${fault} on ${target} acts.`)
    else if (state === 'healed') tellNews(`${fault} on ${target} is healed.`)
    else if (state === 'gone') tellNews(`${fault} on ${target} is over and was never seen to act.`)
  }
}

/** How many faults are open, on the button that heals all of them. */
export function healAllView(): View {
  return {
    parts: ['about', 'stage', 'faults'],
    draw(state) {
      const open = [...state.faults.values()].filter(isOpen).length
      const button = byId('heal-all')
      button.classList.toggle('needed', open > 0)
      if (button.dataset.armed === undefined) setText(button, open > 0 ? `Heal all (${open})` : 'Heal all')
      setAttribute(button, 'data-open', String(open))
    },
  }
}
