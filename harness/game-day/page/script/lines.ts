import { element } from '../../../report/page-script/element.ts'
import type { ServiceLine } from '../../protocol.ts'
import { LINES_MAX, type LiveState } from '../model/state.ts'
import { exactClock } from '../model/times.ts'
import { byId, setAttribute, setText } from './dom.ts'
import type { View } from './live.ts'
import { rollingList } from './rolling-list.ts'

const EVERY = ''

/** What services print, by service and text; paused to be read. */
export function linesView(): View & { togglePause(): void } {
  const service = byId<HTMLSelectElement>('lines-service')
  const text = byId<HTMLInputElement>('lines-text')
  const pause = byId('lines-pause')
  const services = new Set<string>()
  const wanted = (line: ServiceLine) =>
    (service.value === EVERY || line.service === service.value) &&
    line.text.toLowerCase().includes(text.value.toLowerCase())
  const list = rollingList(byId('lines-list'), LINES_MAX, lineRow, wanted)
  let last: LiveState | undefined
  const paused = () => pause.getAttribute('aria-pressed') === 'true'
  const togglePause = () => {
    setAttribute(pause, 'aria-pressed', String(!paused()))
    setText(pause, paused() ? 'go on' : 'pause')
    if (last && !paused()) list.take(last.lines, last.linesSeen)
  }
  service.addEventListener('change', list.rebuild)
  text.addEventListener('input', list.rebuild)
  pause.addEventListener('click', togglePause)
  return {
    parts: ['lines', 'services'],
    draw(state, fresh) {
      last = state
      addOptions(service, services, state)
      if (!fresh || paused()) return
      list.take(state.lines, state.linesSeen)
      list.rebuild()
    },
    // Nobody reads faster than that.
    tick: (_, state) => paused() || list.take(state.lines, state.linesSeen),
    togglePause,
  }
}

function addOptions(select: HTMLSelectElement, known: Set<string>, { services, lines }: LiveState): void {
  if (select.options.length === 0) select.append(element('option', 'every service', { value: EVERY }))
  for (const name of [...services.keys(), ...lines.map(({ service }) => service)]) {
    if (known.has(name)) continue
    known.add(name)
    select.append(element('option', name, { value: name }))
  }
}

/** Two pieces of text, aligned by spaces: a thousand lines may come in a second. */
function lineRow({ at, service, text }: ServiceLine): HTMLElement {
  const item = element('li')
  item.append(
    element('span', `${exactClock(at).padStart(7)}  ${service.padEnd(14)} `, { class: 'quiet' }),
    text,
  )
  return item
}
