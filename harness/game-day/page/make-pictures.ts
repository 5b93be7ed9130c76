import { chromium } from 'playwright-core'
import { UsageError } from '../../errors.ts'
import { findChromium } from '../../report/chromium.ts'
import { FakeGameDay } from './fixtures/fake-game-day.ts'

/** Makes the pictures of the live page in `docs/`, a part of `npm run pictures`: a game-day with two open faults, played by the tests' server. */

const looks = [
  { name: 'live-light', colorScheme: 'light', viewport: { width: 1_440, height: 900 } },
  { name: 'live-dark', colorScheme: 'dark', viewport: { width: 1_440, height: 900 } },
  { name: 'live-narrow', colorScheme: 'light', viewport: { width: 390, height: 844 } },
] as const

const [folder = 'docs'] = process.argv.slice(2)
const found = findChromium()
if ('missing' in found) throw new UsageError(found.missing)
const day = new FakeGameDay()
await day.start()
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
try {
  day.command({
    do: 'inject',
    by: 'Ada',
    fault: 'latency',
    target: 'edge-relay-1',
    parameters: { delay: '200ms' },
  })
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  day.command({ do: 'mark', by: 'Grace', text: 'pager rang' })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  day.command({ do: 'inject', by: 'Ada', fault: 'kill', target: 'relay-2', parameters: {}, for: '45s' })
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  for (const { name, colorScheme, viewport } of looks) {
    const page = await browser.newPage({ colorScheme, viewport, reducedMotion: 'reduce' })
    await page.goto(day.address())
    await page.locator('#faults-open li').nth(1).waitFor()
    await page.waitForTimeout(700)
    await page.screenshot({ path: `${folder}/${name}.png` })
    console.log(`${folder}/${name}.png`)
    await page.close()
  }
} finally {
  await browser.close()
  await day.stop()
}
