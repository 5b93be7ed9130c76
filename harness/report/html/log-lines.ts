import { greatest } from '../../extremes.ts'
import { NS_PER_MS } from '../../journal/clock.ts'
import type { ExcerptLine } from '../logs.ts'
import { html, type Markup, raw } from './html.ts'

/** Log lines with their moments in seconds after `zero`, in columns. */
export function logLines(lines: readonly ExcerptLine[], zero: number): Markup {
  const name = greatest(lines.map(({ service }) => service.length))
  const rows = lines.map(({ at, service, stream, text }) => {
    const when = ((at - zero) / NS_PER_MS / 1_000).toFixed(3).padStart(9)
    const line = html`${when} ${service.padEnd(name)} ${text}`
    return html`${stream === 'err' ? html`<span class="err">${line}</span>` : line}${raw('\n')}`
  })
  return html`<div class="log" tabindex="0" role="group" aria-label="log lines">${rows}</div>`
}
