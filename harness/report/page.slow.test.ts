import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { drainJournal } from '../analysis/fixtures/drain.ts'
import { ns } from '../analysis/fixtures/journal.ts'
import { timelineOf } from '../analysis/timeline.ts'
import type { JournalEvent } from '../journal/events.ts'
import { buildReport } from './build.ts'
import { findChromium } from './chromium.ts'
import { drainJournals, runFolder, writeLog } from './fixtures/run.ts'
import { stepsOf } from './svg/path-data.ts'

const found = findChromium()
const reason = 'missing' in found ? ` (skipped: ${found.missing})` : ''

const hostile = '"><script>document.title="taken"</script><img src=x onerror="document.title=1">'

describe.skipIf('missing' in found)(`the page in a browser${reason}`, () => {
  let browser: Browser
  let dir = ''
  const [fixed] = drainJournals() as [JournalEvent[]]

  beforeAll(async () => {
    const other = drainJournal({ hosts: 120, header: { scenario: 'relay/another' } }).sorted()
    dir = runFolder([...drainJournals(), other])
    writeLog(dir, fixed, 'relay-1', [`${ns(1)} out ${hostile}`, `${ns(2)} err ${'long'.repeat(90)}`])
    await buildReport(dir)
    const executablePath = 'path' in found ? found.path : ''
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  interface Look {
    readonly width?: number
    readonly colorScheme?: 'light' | 'dark'
    readonly javaScriptEnabled?: boolean
  }

  /** The page, opened from disk; whatever it complains of or fetches fails the test at its end. */
  async function open({ width = 1_440, ...look }: Look = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...look })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`fetches ${request.url()}`)
    })
    onTestFinished(async () => {
      await context.close()
      expect(complaints).toEqual([])
    })
    await page.goto(pathToFileURL(join(dir, 'index.html')).href)
    return page
  }

  const overflow = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  const unfold = (page: Page) =>
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

  test.each([360, 768, 1_440])(
    'is no wider than a window of %i pixels, everything unfolded',
    async (width) => {
      const page = await open({ width })
      expect(await overflow(page)).toBe(0)
      await unfold(page)
      expect(await overflow(page)).toBe(0)
      await keepPicture(page, `width-${width}`)
    },
  )

  test.each(['light', 'dark'] as const)('has text that stands out, %s', async (colorScheme) => {
    const page = await open({ colorScheme })
    await unfold(page)
    expect(await page.evaluate(weakText)).toEqual([])
    await keepPicture(page, colorScheme)
  })

  test.each([
    [360, 'light'],
    [1_440, 'light'],
    [1_440, 'dark'],
  ] as const)(
    'keeps the rules of accessibility (axe-core), %i pixels wide, %s',
    async (width, colorScheme) => {
      const page = await open({ width, colorScheme })
      await unfold(page)
      // Evaluated from outside: the page's own policy lets no other script in.
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
      const violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] =
        await page.evaluate('axe.run().then(({ violations }) => violations)')
      expect(
        violations.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.target, nodes[0]?.failureSummary]),
      ).toEqual([])
    },
  )

  test('is dark on white on paper, without what only a screen can use', async () => {
    const page = await open({ colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(background).toBe('rgb(255, 255, 255)')
    for (const control of ['.zoom', '.filter', '.readout'])
      expect(await page.locator(control).first().isVisible(), control).toBe(false)
    expect(await page.locator('svg.chart.wide').first().isVisible()).toBe(true)
  })

  test('shades the fault where the journal says it was', async () => {
    const page = await open()
    const { faults, from, to } = timelineOf(fixed)!
    const xs = await shadeOf(page, 's2-f0-timeline')
    const [left, right] = await axisOf(page, 's2-f0-timeline')
    const ms = (x: number) =>
      Math.floor(from) + ((x - left) / (right - left)) * (Math.ceil(to) - Math.floor(from))
    const pixel = (to - from) / (right - left)
    expect(Math.abs(ms(Math.min(...xs)) - faults[0]!.from)).toBeLessThan(pixel)
    expect(Math.abs(ms(Math.max(...xs)) - faults[0]!.to)).toBeLessThan(pixel)
  })

  test('shows hostile log text as text', async () => {
    const page = await open()
    await unfold(page)
    expect(await page.title()).not.toContain('taken')
    expect(await page.locator('.log').first().textContent()).toContain(hostile)
    expect(await page.locator('img').count()).toBe(0)
  })

  test('reads without JavaScript: values lead to what they were computed from, metrics stand in tables', async () => {
    const page = await open({ javaScriptEnabled: false })
    await expectVisible(page, 'h1')
    expect(await page.locator('svg.chart.wide:visible').count()).toBeGreaterThan(4)
    expect(await page.locator('.filter, .zoom').count()).toBe(0)
    await page.locator('a[href="#s2-f0-c3"]').click()
    await expectVisible(page, '#s2-f0-c3')
    const table = page.locator('details:not(.fold)', { hasText: 'The timeline as a table' }).first()
    expect(await table.locator('table').isVisible()).toBe(false)
    await table.locator('summary').press('Enter')
    expect(await table.locator('table').isVisible()).toBe(true)
  })

  test('reads values under the mouse, also of a host', async () => {
    const page = await open()
    const timeline = page.locator('.plot').nth(await plotIndex(page, 's2-f0-timeline'))
    await hover(page, timeline, 0.1)
    const before = await timeline.locator('.readout').textContent()
    expect(before).toMatch(/^-[\d.]+ s · connected 5 · probes ok \d+ · failed 0/)
    await hover(page, timeline, 0.3)
    expect(await timeline.locator('.readout').textContent()).toMatch(
      /connected 0 · probes ok 0 · failed [1-9]/,
    )
    const lanes = page.locator('.plot').nth(await plotIndex(page, 's2-f0-lanes'))
    await hover(page, lanes, 0.05)
    expect(await lanes.locator('.readout').textContent()).toMatch(
      /^-[\d.]+ s · host-\d · tunnel registered \(/,
    )
  })

  test('is read with the keyboard', async () => {
    const page = await open()
    const lanes = page.locator('.plot').nth(await plotIndex(page, 's2-f0-lanes'))
    await lanes.focus()
    await page.keyboard.press('ArrowLeft')
    const first = await lanes.locator('.readout').textContent()
    await page.keyboard.press('ArrowDown')
    const second = await lanes.locator('.readout').textContent()
    expect(first).toMatch(/ · host-1 · tunnel registered/)
    expect(second).toMatch(/ · host-2 · tunnel registered/)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await lanes.locator('.readout').textContent()).not.toBe(second)
  })

  test('zooms all charts of a variant by dragging, and shows all again by a key', async () => {
    const page = await open()
    const timeline = page.locator('.plot').nth(await plotIndex(page, 's2-f0-timeline'))
    const shade = async (name: string) => {
      const xs = await shadeOf(page, `s2-f0-${name}`)
      return Math.max(...xs) - Math.min(...xs)
    }
    const [wholeTimeline, wholeLanes] = [await shade('timeline'), await shade('lanes')]
    await hover(page, timeline, 0.1)
    await page.mouse.down()
    await hover(page, timeline, 0.6)
    await page.mouse.up()
    expect((await shade('timeline')) / wholeTimeline).toBeCloseTo(2, 1)
    expect((await shade('lanes')) / wholeLanes).toBeCloseTo(2, 1)
    expect(await overflow(page)).toBe(0)
    const labels = page
      .locator('#s2-f0-timeline-wide-t')
      .locator('xpath=..')
      .locator('text:not([visibility=hidden])', { hasText: / s$/ })
    const shown = (await labels.allTextContents()).map((label) => Number.parseFloat(label))
    expect(shown.length).toBeGreaterThan(2)
    expect(shown.at(-1)! - shown[0]!).toBeLessThan(3.8)
    await timeline.focus()
    await page.keyboard.press('0')
    expect(await shade('timeline')).toBeCloseTo(wholeTimeline, 0)
    await page.keyboard.press('+')
    expect(await shade('timeline')).toBeGreaterThan(wholeTimeline + 20)
    await timeline.getByRole('button', { name: 'show all of the time' }).press('Enter')
    expect(await shade('timeline')).toBeCloseTo(wholeTimeline, 0)
  })

  test('filters the table of scenarios by text and verdict', async () => {
    const page = await open()
    const rows = page.locator('#overview tbody tr:visible')
    expect(await rows.count()).toBe(2)
    const text = page.getByRole('searchbox')
    await text.fill('ANOTHER passed')
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('relay/another')])
    expect(await page.locator('.filter [role=status]').textContent()).toBe('1 of 2')
    await text.fill('')
    await page.getByLabel('filter scenarios by verdict').selectOption('passed')
    expect(await rows.count()).toBe(2)
  })

  test('answers on the first screen what a reader asks who was not there', async () => {
    for (const width of [360, 1_440]) {
      const page = await open({ width, javaScriptEnabled: false })
      const seen = page.locator('h1, .answers dd')
      expect(await seen.count()).toBe(5)
      for (const one of await seen.all()) {
        const box = (await one.boundingBox())!
        expect(box.y + box.height, await one.textContent().then(String)).toBeLessThan(900)
      }
      const [headline, tested, done, believed] = await seen.allTextContents()
      expect(headline).toMatch(/^PASS .* held all \d+ limits through 2 faults; tightest: .* to spare; 2 of 2/)
      expect(tested).toMatch(/commit 0123456789ab, not modified$/)
      expect(done).toBe('stop relay-1')
      expect(believed).toMatch(/\d of \d faults confirmed, \d+ of \d+ checks recomputed/)
    }
  })

  test('keeps the contents in sight, and unfolds what a link leads to', async () => {
    const page = await open()
    const nav = page.getByRole('navigation', { name: 'Contents' })
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = false")
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    expect((await nav.boundingBox())!.y).toBe(0)
    await nav.getByRole('link', { name: 'relay/another' }).click()
    await page.evaluate("location.hash = '#s2-f0-c3'")
    await page.locator('#s2-f0-c3').waitFor({ state: 'visible' })
    expect(await page.locator('#s2 .fold').getAttribute('open')).not.toBeNull()
  })

  test('prints what is folded on a screen', async () => {
    const page = await open()
    await page.evaluate("for (const one of document.querySelectorAll('.fold')) one.open = false")
    await page.emulateMedia({ media: 'print' })
    const height = (await page.locator('#s2').boundingBox())!.height
    expect(height).toBeGreaterThan(900)
    expect(await page.locator('.contents').isVisible()).toBe(false)
  })
})

async function expectVisible(page: Page, selector: string): Promise<void> {
  expect(await page.locator(selector).first().isVisible(), selector).toBe(true)
}

function plotIndex(page: Page, id: string): Promise<number> {
  return page.evaluate(
    `[...document.querySelectorAll('.plot')].findIndex((plot) => plot.querySelector('#${id}-wide-t'))`,
  )
}

/** Horizontal places of the corners of the first fault's shade in the wide drawing. */
async function shadeOf(page: Page, id: string): Promise<number[]> {
  const shade = page.locator(`#${id}-wide-t`).locator('xpath=..').locator('path[fill-opacity="0.16"]').first()
  const steps = stepsOf((await shade.getAttribute('d'))!)
  return steps.map(([, x]) => x)
}

function axisOf(page: Page, id: string): Promise<[number, number]> {
  return page.evaluate(
    `document.getElementById('${id}-wide-t').parentElement.dataset.x.split(' ').map(Number)`,
  )
}

/** Moves the mouse to a share of the time axis, near the top of the drawing that is seen. */
async function hover(page: Page, plot: ReturnType<Page['locator']>, share: number): Promise<void> {
  await plot.scrollIntoViewIfNeeded()
  const svg = plot.locator('svg.wide')
  const box = (await svg.boundingBox())!
  const [left, right] = (await svg.getAttribute('data-x'))!.split(' ').map(Number) as [number, number]
  await page.mouse.move(box.x + ((left + share * (right - left)) / 1_000) * box.width, box.y + 14)
}

/** Pictures to look at by eye, where a folder for them is named. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.GAMEDAY_PICTURES
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** In the page: visible text with a contrast below 4.5 to 1 (WCAG AA) against what is painted behind it. */
const weakText = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor)
      if (colour.length === 3 || colour[3] > 0) return colour
    }
    return [255, 255, 255]
  }
  const weak = new Set()
  for (const element of document.querySelectorAll('main *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    if (!own || element.getClientRects().length === 0) continue
    const style = getComputedStyle(element)
    const colour = element.namespaceURI.endsWith('svg') ? style.fill : style.color
    const [a, b] = [light(channels(colour)), light(behind(element))]
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < 4.5) weak.add(element.tagName + '.' + element.getAttribute('class') + ' ' + colour + ' ' + contrast.toFixed(2))
  }
  return [...weak]
})()`
