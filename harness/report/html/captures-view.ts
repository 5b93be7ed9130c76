import { journalDir } from '../layout.ts'
import type { ScenarioView } from '../view.ts'
import { html, type Markup } from './html.ts'

/** Where the packets are that faults captured; the files lie beside the journal. */
export function capturesView({ captures = [], ...key }: ScenarioView): Markup {
  if (captures.length === 0) return html``
  const folder = journalDir('.', key)
  const links = captures.map(
    (name, index) =>
      html`${index > 0 && ', '}<a href="${[...folder.split(/[/\\]/), name].map(encodeURIComponent).join('/')}">${name}</a>`,
  )
  return html`<p class="quiet small">Headers of the packets that came to a fault and that left it, for Wireshark and tcpdump: ${links}</p>`
}
