import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { buildReport } from './build.ts'
import { findChromium } from './chromium.ts'
import { runFolder } from './fixtures/run.ts'
import { twoFrames } from './fixtures/two-frames.ts'

const found = findChromium()
const reason = 'missing' in found ? ` (skipped: ${found.missing})` : ''

const SCENARIOS = 12

/** Each of them fails. */
const journals = Array.from({ length: SCENARIOS }, (_, index) =>
  drainJournal({
    variant: 'drain=none',
    hosts: 5,
    header: { scenario: `relay/many-${index + 1}`, variant: 'current', failsOn: [] },
  }).sorted(),
)

describe.skipIf('missing' in found)(`a page of many scenarios is ready soon${reason}`, () => {
  let browser: Browser
  let dir = ''

  beforeAll(async () => {
    dir = runFolder(journals)
    await buildReport(dir)
    const executablePath = 'path' in found ? found.path : ''
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  async function open({ hash = '', width = 1_440 } = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } })
    onTestFinished(() => page.close())
    await page.goto(`${pathToFileURL(join(dir, 'index.html')).href}${hash}`)
    await twoFrames(page)
    return page
  }

  test('nothing that is folded is asked for its size: it would be laid out for that', async () => {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } })
    onTestFinished(() => page.close())
    await page.addInitScript(`globalThis.asked = { shown: 0, folded: 0 }
      for (const name of ['scrollWidth', 'clientWidth']) {
        const { get } = Object.getOwnPropertyDescriptor(Element.prototype, name)
        Object.defineProperty(Element.prototype, name, { get() {
          asked[this.closest('details:not([open])') ? 'folded' : 'shown']++
          return get.call(this)
        } })
      }`)
    await page.goto(pathToFileURL(join(dir, 'index.html')).href)
    await twoFrames(page)
    const asked = await page.evaluate('asked')
    expect(asked).toEqual({ shown: expect.any(Number), folded: 0 })
    expect((asked as { shown: number }).shown).toBeGreaterThan(SCENARIOS)
    expect(await page.locator('details:not([open]) .box').count()).toBeGreaterThan(SCENARIOS)
  })

  test('a chart is taken apart when it is first used', async () => {
    const page = await open()
    expect(await page.locator('.cursor').count()).toBe(0)
    const plot = page.locator('.plot').first()
    await plot.focus()
    await page.keyboard.press('ArrowRight')
    expect(await plot.locator('.readout').textContent()).toMatch(/connected \d/)
    expect(await plot.locator('.cursor').count()).toBe(2)
    await page.keyboard.press('+')
    expect(await page.locator('#s1 .plot.zoomed').count()).toBeGreaterThan(1)
    expect(await page.locator('#s2 .cursor').count()).toBe(0)
  })

  test('of many that went wrong the first are unfolded', async () => {
    const page = await open()
    const folds = await page.locator('.fold').evaluateAll((all) => all.map((one) => one.hasAttribute('open')))
    expect(folds).toEqual([...Array(10).fill(true), ...Array(SCENARIOS - 10).fill(false)])
  })

  test.each([360, 1_440])(
    'a wide box can be reached with the keyboard once it is unfolded, %i pixels',
    async (width) => {
      const page = await open({ width })
      const wrong = () =>
        page.evaluate(`[...document.querySelectorAll('.box')]
        .filter((box) => !box.closest('details:not([open])'))
        .filter((box) => box.scrollWidth > box.clientWidth !== box.hasAttribute('tabindex')).length`)
      expect(await wrong()).toBe(0)
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
      await twoFrames(page)
      expect(await wrong()).toBe(0)
      expect((await page.locator('.box[tabindex]').count()) > 0).toBe(width === 360)
      await page.setViewportSize({ width: width === 360 ? 1_440 : 360, height: 900 })
      await twoFrames(page)
      expect(await wrong()).toBe(0)
    },
  )

  test('a link to a scenario unfolds its section', async () => {
    const page = await open()
    const fold = page.locator(`#s${SCENARIOS} > .fold`)
    expect(await fold.getAttribute('open')).toBeNull()
    await page.locator(`nav a[href="#s${SCENARIOS}"]`).click()
    await page.locator(`#s${SCENARIOS} > .fold[open]`).waitFor()
    const again = await open({ hash: `#s${SCENARIOS}` })
    expect(await again.locator(`#s${SCENARIOS} > .fold`).getAttribute('open')).toBe('')
  })

  test('a link into a folded section leads there', async () => {
    const page = await open({ hash: `#s${SCENARIOS}-f0-c3` })
    const place = page.locator(`#s${SCENARIOS}-f0-c3`)
    await place.waitFor({ state: 'visible' })
    await twoFrames(page)
    const { y, height } = (await place.boundingBox())!
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y + height).toBeLessThanOrEqual(900)
  })

  test('all sections are printed, the folded ones too', async () => {
    const page = await open()
    const printed = async () => (await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b/g)!.length
    const folded = await printed()
    expect(folded).toBeGreaterThan(2 * SCENARIOS)
    await page.evaluate("for (const one of document.querySelectorAll('.fold')) one.open = true")
    expect(folded).toBe(await printed())
  })
})
