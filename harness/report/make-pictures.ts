import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { UsageError } from '../errors.ts'
import { findChromium } from './chromium.ts'

/** Makes the README's pictures of a report: `npm run pictures` takes the sample, `npm run pictures -- DIR` another run. */

const [dir = 'reports/sample'] = process.argv.slice(2)
const WIDTH = 1_180
/** More does not fit a screen beside the README's text. */
const HEIGHT_MAX = 1_750

const found = findChromium()
if ('missing' in found) throw new UsageError(found.missing)
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] })
try {
  // Without JavaScript: a picture shows what everybody sees.
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: HEIGHT_MAX },
    javaScriptEnabled: false,
    colorScheme: 'light',
  })
  const page = await context.newPage()
  await page.goto(pathToFileURL(resolve(dir, 'index.html')).href)
  const part = async (first: string, last: string, path: string) => {
    const [top, bottom] = await Promise.all(
      [first, last].map((one) => page.locator(one).first().boundingBox()),
    )
    const y = Math.max(0, top!.y - 16)
    const height = Math.min(HEIGHT_MAX, bottom!.y + bottom!.height + 16 - y)
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y, width: WIDTH, height } })
    console.log(path)
  }
  await part('h1', '#overview', 'docs/overview.png')
  const folded = page.locator('#s1 .fold:not([open]) > summary')
  if ((await folded.count()) > 0) await folded.click()
  await page.mouse.wheel(0, -1_000_000)
  await page.waitForFunction('scrollY === 0')
  await part('#s1', '#s1', 'docs/report.png')
} finally {
  await browser.close()
}
