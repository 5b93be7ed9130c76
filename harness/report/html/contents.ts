import { type ScenarioResult, worstOf } from '../results.ts'
import { html, type Markup } from './html.ts'
import { tone } from './parts.ts'

/** What a reader may go to, besides the scenarios. */
export interface Place {
  readonly id: string
  readonly title: string
}

/** The contents, which stay in sight: at the side where there is room, else a line at the top. */
export function contents(
  places: readonly Place[],
  scenarios: readonly ScenarioResult[],
  anchor: (id: string) => string,
): Markup {
  const groups = [...Map.groupBy(scenarios, ({ id }) => id)]
  return html`<nav class="contents" aria-label="Contents"><ul>${places.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
${groups.map(([id, own]) => {
  const worst = worstOf(own)!
  return html`<li class="one"><a href="#${anchor(id)}"><span class="dot ${tone[worst]}" aria-hidden="true"></span>${id}<span class="unseen">, ${worst}</span></a></li>`
})}</ul></nav>`
}
