import { element } from '../../../report/page-script/element.ts'
import type { LogEntry } from '../../protocol.ts'
import { LOG_MAX } from '../model/state.ts'
import { clock } from '../model/times.ts'
import { byId } from './dom.ts'
import type { View } from './live.ts'
import { rollingList } from './rolling-list.ts'

/** A sign beside each kind, so that an eye finds it without reading. */
const signs: Record<LogEntry['kind'], string> = {
  inject: '✕',
  act: '⚡',
  heal: '✓',
  mark: '⚑',
  note: '✎',
  service: '·',
  stage: '▸',
  refused: '⊘',
  trouble: '!',
  guard: '▲',
}

const filters: Record<string, (entry: LogEntry) => boolean> = {
  all: () => true,
  people: ({ by }) => by !== '',
  marks: ({ kind }) => kind === 'mark' || kind === 'note',
}

/** What people did and wrote, and what the services did. */
export function logView(): View {
  const filter = byId<HTMLSelectElement>('log-filter')
  const list = rollingList(byId('log-list'), LOG_MAX, entryRow, (entry: LogEntry) =>
    (filters[filter.value] ?? filters.all!)(entry),
  )
  filter.addEventListener('change', list.rebuild)
  return {
    parts: ['log'],
    draw({ log, logSeen }, fresh) {
      list.take(log, logSeen)
      if (fresh) list.rebuild()
    },
  }
}

function entryRow({ at, by, kind, text }: LogEntry): HTMLElement {
  const item = element('li', '', { class: `entry ${kind}` })
  item.append(
    element('span', clock(at), { class: 'number quiet' }),
    element('span', signs[kind] ?? '·', { class: 'sign', title: kind }),
    element('span', by === '' ? text : `${by}: ${text}`),
  )
  return item
}
