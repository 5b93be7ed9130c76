import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { findChromium } from '../report/chromium.ts'
import { twoFrames } from '../report/fixtures/two-frames.ts'

/** How long frames are counted. */
const WATCHED_MS = 10_000

export interface LateViewer {
  /** From the request of the page to charts with everything so far, ms. */
  readonly readyMs: number
  /** That the page drew, per second. */
  readonly frames: number
}

/** What a viewer sees in Chromium who comes to a game-day now. Meanwhile `busy` makes it as busy as it gets. */
export async function lateViewer(
  address: string,
  busy: () => Promise<unknown>,
): Promise<LateViewer | { readonly missing: string }> {
  const found = findChromium()
  if ('missing' in found) return found
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
    const from = performance.now()
    await page.goto(address)
    await page.locator('.chart').first().waitFor()
    await twoFrames(page)
    const readyMs = performance.now() - from
    await page.evaluate(countFrames)
    await busy()
    await sleep(WATCHED_MS)
    const { frames, ms } = (await page.evaluate('counted()')) as { frames: number; ms: number }
    return { readyMs, frames: (frames / ms) * 1_000 }
  } finally {
    await browser.close()
  }
}

const countFrames = `(() => {
  let frames = 0
  const from = performance.now()
  const count = () => { frames++; requestAnimationFrame(count) }
  requestAnimationFrame(count)
  window.counted = () => ({ frames, ms: performance.now() - from })
})()`
