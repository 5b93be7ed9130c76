import { worstOf } from '../results.ts'
import type { Section } from '../section.ts'
import { html, type Markup, raw } from './html.ts'
import { badge } from './parts.ts'

/** A scenario's section behind its name and what it came to. A link into it unfolds it. */
export function framed({ anchor, results, html: inside }: Section, unfolded: boolean): Markup {
  const worst = worstOf(results)!
  const { id, title } = results[0]!
  return html`<section class="scenario" id="${anchor}" aria-labelledby="${anchor}-h"><details class="fold"${unfolded && html` open`}><summary><h2 id="${anchor}-h">${id}</h2> ${badge(worst)} <span class="quiet">${title !== id && title}</span></summary>
${raw(inside)}</details></section>`
}
