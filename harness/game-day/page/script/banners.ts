import { element } from '../../../report/page-script/element.ts'
import { byId, setText } from './dom.ts'
import type { Live, View } from './live.ts'

/** Says when the connection is lost. After the end nobody is there to connect to, and nothing is lost. */
export function keepConnectionBanner(live: Live): void {
  const banner = byId('lost')
  live.onConnection(() => {
    const over = live.state?.stage === 'ended' || live.state?.stage === 'failed'
    banner.hidden = live.connected || over
    document.body.classList.toggle('stale', !live.connected && !over)
    setText(
      banner,
      live.state
        ? 'Connection lost, trying again. What is shown may be old.'
        : 'No connection yet, trying again. Was the page opened with the address that gameday up printed?',
    )
  })
}

/** After the end: where the report is. */
export function overView(): View {
  return {
    parts: ['stage', 'report'],
    draw({ stage, report }) {
      const banner = byId('over')
      banner.hidden = stage !== 'ended' && stage !== 'failed' && stage !== 'ending'
      if (stage === 'ending')
        return setText(banner, 'The game-day ends: everything is healed, the report is made.')
      const said = stage === 'failed' ? 'The game-day failed. ' : 'The game-day is over. '
      banner.replaceChildren(said, ...(report ? [reportLink(report)] : []))
    },
  }
}

/** A link, where the report is at an address that a page may open; else the place as text. */
function reportLink(report: string): HTMLElement {
  const url = URL.parse(report, location.href)
  if (url?.protocol === 'http:' || url?.protocol === 'https:')
    return element('a', 'Open the report', { href: url.href, id: 'report' })
  const place = element('span', 'The report: ', { id: 'report' })
  place.append(element('code', report))
  return place
}
