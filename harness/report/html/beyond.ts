import { type BeyondLimit, COMMON_LEVEL } from '../../analysis/beyond/beyond-limit.ts'
import { beyondText } from '../words.ts'
import { html, type Markup } from './html.ts'

/** Who is beyond a limit, and what they have in common. */
export function beyondView(beyond: BeyondLimit | undefined): Markup {
  const who = beyondText(beyond)
  if (!beyond || who === undefined) return html``
  return html`<p class="beyond">Beyond the limit: ${who}.${inCommon(beyond)}</p>`
}

function inCommon({ common, looked = 0 }: BeyondLimit): Markup | string {
  if (common === undefined) return ''
  if (looked === 0) return ' The journal says nothing by which they could be told apart.'
  const how = `Fisher's exact test, one-sided, Holm's correction over ${looked}, level ${COMMON_LEVEL}`
  if (common.length === 0) return html` They have nothing in common beyond chance (${how}).`
  return html` In common: ${common
    .map(
      ({ trait, value, beyond, within, withinOf, p }) =>
        `${trait} ${value} (${beyond} of them, ${within} of the ${withinOf} within it; p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`})`,
    )
    .join('; ')} <span class="quiet">(${how})</span>.`
}
