import { escapeHtml } from '../html/html.ts'
import { countOutcomes, type Results } from '../results.ts'

/** Colours of the known badges, dark enough for white text (contrast 4.5:1). */
const colours = { good: '#2e7d32', bad: '#b3261e', open: '#8a5a00', none: '#5f6368' } as const

interface Message {
  readonly text: string
  readonly tone: keyof typeof colours
}

/** Width of a character of Verdana at 11 px, about; the text is fitted to it. */
const CHARACTER_PX = 6.6
const PADDING_PX = 6
const HEIGHT_PX = 20

/** `badge.svg`: what the run came to, in a few words. */
export function badgeSvg(results: Results): string {
  const { text, tone } = messageOf(results)
  const [left, right] = [widthOf('game-day'), widthOf(text)]
  const part = (words: string, from: number, width: number) =>
    `<text x="${from + width / 2}" y="14" textLength="${width - 2 * PADDING_PX}" lengthAdjust="spacingAndGlyphs">${escapeHtml(words)}</text>`
  const title = escapeHtml(`game-day: ${text}`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT_PX}" role="img" aria-label="${title}"><title>${title}</title><clipPath id="r"><rect width="${left + right}" height="${HEIGHT_PX}" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT_PX}" fill="#444"/><rect x="${left}" width="${right}" height="${HEIGHT_PX}" fill="${colours[tone]}"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${part('game-day', 0, left)}${part(text, left, right)}</g></svg>
`
}

const widthOf = (text: string) => Math.round(text.length * CHARACTER_PX) + 2 * PADDING_PX

/** The worst that a reader should know comes first. */
function messageOf({ run, scenarios }: Results): Message {
  const { failed, missed, stopped, inconclusive, passed, detected } = countOutcomes(scenarios)
  if (failed > 0) return { text: `${failed} broke a limit`, tone: 'bad' }
  if (missed > 0) return { text: `${missed} missed`, tone: 'bad' }
  if (stopped > 0) return { text: `${stopped} stopped`, tone: 'bad' }
  if (inconclusive > 0) return { text: `${inconclusive} inconclusive`, tone: 'open' }
  if (run.aborted || run.going) return { text: 'not finished', tone: 'none' }
  if (passed > 0) return { text: `${passed} held`, tone: 'good' }
  return detected > 0 ? { text: `${detected} detected`, tone: 'good' } : { text: 'nothing ran', tone: 'none' }
}
