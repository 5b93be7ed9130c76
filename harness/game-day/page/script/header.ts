import { element } from '../../../report/page-script/element.ts'
import type { Stage } from '../../protocol.ts'
import { isFacilitator, openFaults } from '../model/state.ts'
import { clock } from '../model/times.ts'
import { byId, setAttribute, setText } from './dom.ts'
import type { Live, View } from './live.ts'

const stages: Record<Stage, { readonly text: string; readonly tone: string }> = {
  starting: { text: 'starting', tone: '' },
  steady: { text: 'proving the steady state', tone: '' },
  live: { text: 'live', tone: 'good' },
  ending: { text: 'ending', tone: 'open' },
  ended: { text: 'ended', tone: '' },
  failed: { text: 'failed', tone: 'bad' },
}

/** Name, stage, clock, and how it runs. */
export function headerView(live: Live): View {
  return {
    parts: ['about', 'stage', 'viewers', 'faults'],
    draw(state) {
      const { about, stage, viewers } = state
      const open = openFaults(state).length
      setText(byId('name'), about.name)
      setText(byId('variant'), about.variant)
      setText(byId('stage'), about.watching && stage === 'live' ? 'running by itself' : stages[stage].text)
      byId('stage').className = `badge ${stages[stage].tone}`
      setFacts([
        about.runtime,
        about.profile,
        ...(about.factor === 1 ? [] : [`time × ${about.factor}`]),
        viewers === 1 ? '1 viewer' : `${viewers} viewers`,
        about.watching ? 'you watch' : `you: ${about.role}`,
      ])
      const hypothesis = byId('hypothesis')
      hypothesis.hidden = about.hypothesis === ''
      setText(hypothesis, `We believe: ${about.hypothesis}`)
      setText(byId('topology-hint'), isFacilitator(state) ? 'choose a part to break it' : '')
      document.title = `${open > 0 ? `(${open}) ` : ''}${about.name}, ${stages[stage].text} – gameday`
      setText(
        byId('jump'),
        open === 0 ? 'no open faults' : open === 1 ? '1 open fault' : `${open} open faults`,
      )
      byId('jump').classList.toggle('bad', open > 0)
      setText(byId('clock'), clock(live.now()))
    },
    tick: (now) => setText(byId('clock'), clock(now)),
  }
}

function setFacts(facts: readonly string[]): void {
  const list = byId('facts')
  if (list.dataset.facts === facts.join('\n')) return
  list.dataset.facts = facts.join('\n')
  list.replaceChildren(...facts.filter((fact) => fact !== '').map((fact) => element('li', fact)))
}

/** Shows and hides what is only for some: `data-for="inject"`, `data-for="end"`. */
export function rightsView(): View {
  return {
    parts: ['about', 'stage'],
    draw(state) {
      const { stage } = state
      const breaks = isFacilitator(state)
      const over = stage === 'ended' || stage === 'failed' || stage === 'ending'
      for (const part of document.querySelectorAll<HTMLElement>('[data-for]')) {
        part.hidden = !breaks
        const usable = part.dataset.for === 'end' ? !over : stage === 'live'
        setAttribute(part, 'aria-disabled', String(!usable))
      }
      document.body.dataset.role = breaks ? 'facilitator' : 'observer'
    },
  }
}
