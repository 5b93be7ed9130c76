import type { Section } from '../section.ts'
import { document } from './document.ts'
import { framed } from './framed.ts'
import { html } from './html.ts'

/**
 * A scenario of a large run on a page of its own, with all that the page of the run leaves out.
 * @param whole its section
 */
export function scenarioPage(section: Section, whole: string, script: string): string {
  const { id } = section.results[0]!
  // What is beside its page for the run is two folders up from here.
  const inside = whole.replaceAll('href="scenarios/', 'href="../../scenarios/')
  return document(
    `gameday: ${id}`,
    html`<p class="quiet"><a href="../../index.html#${section.anchor}">All scenarios of this run</a></p>
${framed({ ...section, html: inside }, true)}`,
    { script },
  )
}
