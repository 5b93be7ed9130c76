import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { median } from '../analysis/quantile.ts'
import { messageOf } from '../errors.ts'
import { findChromium } from '../report/chromium.ts'
import { twoFrames } from '../report/fixtures/two-frames.ts'

/** Loads of which the median is taken, after one that is not counted. */
const LOADS = 5

/** A busy machine may take many times the aim; this is no longer a measurement. */
const GIVE_UP_MS = 60_000

/** How long a page takes in Chromium from its opening to its last script, ms; or why that cannot be told here. */
export async function pageReady(path: string): Promise<{ ms: number; all: number[] } | { missing: string }> {
  const found = findChromium()
  if ('missing' in found) return found
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
  try {
    const all: number[] = []
    for (let load = 0; load <= LOADS; load++) {
      const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
      await page.goto(pathToFileURL(path).href, { timeout: GIVE_UP_MS })
      await twoFrames(page)
      const ms = await page.evaluate('performance.now()')
      if (load > 0) all.push(ms as number)
      await page.close()
    }
    return { ms: median(all)!, all }
  } catch (error) {
    return { missing: messageOf(error).split('\n')[0]! }
  } finally {
    await browser.close()
  }
}
