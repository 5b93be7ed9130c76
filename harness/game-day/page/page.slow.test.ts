import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findChromium } from '../../report/chromium.ts'
import type { Role, Snapshot } from '../protocol.ts'
import { busyDelta, busySnapshot } from './fixtures/busy.ts'
import { FakeGameDay } from './fixtures/fake-game-day.ts'
import { snapshot } from './fixtures/snapshot.ts'

const found = findChromium()
const reason = 'missing' in found ? ` (skipped: ${found.missing})` : ''
const hostile = '"><script>document.title="taken"</script><img src=x onerror="document.title=1">'

describe.skipIf('missing' in found)(`the live page in a browser${reason}`, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: 'path' in found ? found.path : '',
      args: ['--no-sandbox'],
    })
  })
  afterAll(() => browser?.close())

  interface Look {
    readonly role?: Role
    readonly width?: number
    readonly height?: number
    readonly colorScheme?: 'light' | 'dark'
    /** The server goes away, which a browser writes to its console. */
    readonly mayComplain?: boolean
  }

  async function startDay(state?: Snapshot): Promise<FakeGameDay> {
    const day = new FakeGameDay(state)
    await day.start()
    onTestFinished(() => day.stop())
    return day
  }

  /** The page of a game-day; whatever it complains of, or fetches besides itself, fails the test at its end. */
  async function open(day: FakeGameDay, look: Look = {}): Promise<Page> {
    const {
      role = 'facilitator',
      width = 1_440,
      height = 900,
      mayComplain = false,
      colorScheme = 'light',
    } = look
    const context = await browser.newContext({ viewport: { width, height }, colorScheme })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => mayComplain || complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (new URL(request.url()).pathname !== '/') complaints.push(`fetches ${request.url()}`)
    })
    onTestFinished(async () => {
      await context.close()
      expect(complaints).toEqual([])
    })
    await page.goto(day.address(role))
    await page.locator('.chart').nth(3).waitFor()
    return page
  }

  const connectedHosts = (page: Page) => page.locator('.chart').first().locator('.value').first()
  const hasText = (page: Page, selector: string, text: string | RegExp) =>
    page.locator(selector).filter({ hasText: text }).first().waitFor()
  const dialogIsOpen = (page: Page, id: string) =>
    page.locator(`#${id}`).evaluate((dialog) => dialog.hasAttribute('open'))

  test('plays a game-day by mouse: inject, see it act, note, heal, end, report', async () => {
    const day = await startDay()
    const page = await open(day)
    expect(page.url()).not.toContain('token')
    await hasText(page, '#stage', 'live')
    await expect.poll(() => connectedHosts(page).textContent()).toBe('200')
    await page.getByLabel('Your name').fill('Ada')

    await page.locator('[data-part="edge-relay-1"]').click()
    expect(await page.getByLabel('Target').inputValue()).toBe('edge-relay-1')
    await page.getByLabel('Fault', { exact: true }).selectOption('latency')
    expect(await page.getByLabel('delay').inputValue()).toBe('200ms')
    await page.getByLabel('delay').fill('300ms')
    await page.getByLabel('For', { exact: true }).fill('90s')
    await page.getByLabel('What do you expect').fill('nobody notices')
    await page.getByRole('button', { name: 'Inject', exact: true }).click()
    await hasText(page, '#faults-open li', 'no evidence yet')
    expect(day.commands).toEqual([
      {
        ...{ do: 'inject', by: 'Ada', fault: 'latency', target: 'edge-relay-1', for: '90s' },
        ...{ parameters: { delay: '300ms', direction: 'both' }, expect: 'nobody notices' },
      },
    ])
    expect(await dialogIsOpen(page, 'inject')).toBe(false)

    await hasText(page, '#faults-open li', /seen to act after \d.*Ada · since .*heals itself in \d/)
    expect(await page.locator('[data-part="edge-relay-1"] text').textContent()).toBe('✕ edge-relay-1')
    await expect.poll(() => connectedHosts(page).textContent()).toBe('120')
    await expect.poll(() => pixelsLike(page, [161, 98, 7])).toBeGreaterThan(20)
    expect(await page.title()).toMatch(/^\(1\) relay-fleet/)

    await page.getByLabel('In your own words').fill('Grafana is red')
    await page.getByRole('button', { name: 'Add note' }).click()
    await hasText(page, '#log-list', 'Ada: Grafana is red')
    expect(await page.getByLabel('In your own words').inputValue()).toBe('')
    await page.getByRole('button', { name: 'Pager rang' }).click()
    await hasText(page, '#log-list', 'Ada: pager rang')

    await page.getByRole('button', { name: 'Heal latency on edge-relay-1' }).click()
    await page.locator('#faults-none').waitFor()
    await expect.poll(() => connectedHosts(page).textContent()).toBe('200')
    await page.getByRole('button', { name: 'End…' }).click()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'End…' }).click()
    await page.getByRole('button', { name: 'End it' }).click()
    const report = page.getByRole('link', { name: 'Open the report' })
    await report.waitFor()
    expect(new URL((await report.getAttribute('href'))!).pathname).toBe('/report/')
    expect(day.commands.map((command) => command.do)).toEqual(['inject', 'note', 'mark', 'heal', 'end'])
  })

  test('plays a game-day by keyboard', async () => {
    const day = await startDay()
    const page = await open(day)
    const { keyboard } = page
    await keyboard.press('?')
    expect(await dialogIsOpen(page, 'help')).toBe(true)
    await keyboard.press('Escape')

    await tabTo(page, '[data-part="relay-1"]')
    await keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('inject-fault')
    await keyboard.press('Escape')
    expect(await dialogIsOpen(page, 'inject')).toBe(false)
    expect(await page.evaluate('document.activeElement.dataset.part')).toBe('relay-1')
    await keyboard.press('i')
    await keyboard.type('latency')
    await tabTo(page, '#inject-expect')
    await keyboard.type('i h m e stay letters here')
    await tabTo(page, '#inject-send')
    await keyboard.press('Enter')
    await hasText(page, '#faults-open li', 'seen to act')
    expect(day.commands).toEqual([
      expect.objectContaining({ fault: 'latency', target: 'hosts-edge', by: 'facilitator' }),
    ])

    await keyboard.press('m')
    await hasText(page, '#log-list', 'facilitator: noticed something')
    await keyboard.press('n')
    await keyboard.type('half of the hosts are gone')
    await keyboard.press('Enter')
    await hasText(page, '#log-list', 'half of the hosts are gone')
    await page.locator('#note-text').blur()

    await keyboard.press('h')
    await hasText(page, '#heal-all', 'Press h again')
    expect(day.commands.at(-1)!.do).toBe('note')
    await keyboard.press('h')
    await page.locator('#faults-none').waitFor()
    expect(day.commands.at(-1)).toEqual({ do: 'heal', by: 'facilitator' })

    await keyboard.press('e')
    await tabTo(page, '#end-now')
    await keyboard.press('Enter')
    await page.locator('#report').waitFor()
  })

  test('says at the form what is wrong, and loses nothing of what was typed', async () => {
    const day = await startDay()
    const page = await open(day)
    await page.locator('[data-part="edge-relay-2"]').click()
    await page.getByLabel('delay').fill('')
    await page.getByLabel('For', { exact: true }).fill('soon')
    await page.getByRole('button', { name: 'Inject', exact: true }).click()
    expect(await page.locator('#inject-parameter-delay-error').textContent()).toContain('for example 200ms')
    expect(await page.locator('#inject-for-error').textContent()).toContain('as in 500ms')
    expect(await page.evaluate('document.activeElement.id')).toBe('inject-parameter-delay')
    expect(day.commands).toEqual([])

    await page.getByLabel('delay').fill('99m')
    await page.getByLabel('For', { exact: true }).fill('10s')
    await page.getByLabel('What do you expect').fill('it is refused')
    await page.getByRole('button', { name: 'Inject', exact: true }).click()
    await hasText(page, '#inject-error', 'at most 10m')
    await page.keyboard.press('Escape')
    await page.locator('[data-part="edge-relay-1"]').click()
    expect(await page.getByLabel('delay').inputValue()).toBe('99m')
    expect(await page.getByLabel('For', { exact: true }).inputValue()).toBe('10s')
    expect(await page.getByLabel('What do you expect').inputValue()).toBe('it is refused')
    expect(await page.getByLabel('Target').inputValue()).toBe('edge-relay-1')
  })

  test('an observer breaks, heals and ends nothing, and marks', async () => {
    const day = await startDay()
    const page = await open(day, { role: 'observer' })
    day.command({ do: 'inject', by: 'Ada', fault: 'kill', target: 'relay-1', parameters: {} })
    await hasText(page, '#faults-open li', 'seen to act')
    for (const name of ['Inject…', 'Heal all', 'End…', 'Heal kill on relay-1'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    await page.locator('[data-part="relay-1"]').click()
    for (const key of ['i', 'h', 'h', 'e']) await page.keyboard.press(key)
    expect(await page.locator('dialog[open]').count()).toBe(0)
    await page.keyboard.press('m')
    await hasText(page, '#log-list', 'observer: noticed something')
    expect(day.commands.map((command) => command.do)).toEqual(['mark'])
  })

  test('who watches an automatic run can neither inject nor end', async () => {
    const state = snapshot()
    const page = await open(await startDay({ ...state, about: { ...state.about, watching: true } }))
    await hasText(page, '#stage', 'running by itself')
    for (const name of ['Inject…', 'Heal all', 'End…'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    await page.locator('[data-part="relay-1"]').click()
    expect(await page.locator('dialog[open]').count()).toBe(0)
  })

  test('comes back by itself when the server was gone, and sees what happened meanwhile', async () => {
    const day = await startDay()
    const page = await open(day, { mayComplain: true })
    await page.getByLabel('In your own words').fill('typed before')
    await day.stop()
    await hasText(page, '#lost', 'Connection lost')
    await page.getByRole('button', { name: 'Add note' }).click()
    await hasText(page, '#notes-error', 'nothing was sent')
    day.command({
      do: 'inject',
      by: 'Ada',
      fault: 'latency',
      target: 'hosts-edge',
      parameters: { delay: '1s' },
    })
    await day.start()
    await hasText(page, '#faults-open li', 'hosts-edge')
    expect(await page.locator('#lost').isVisible()).toBe(false)
    expect(await page.getByLabel('In your own words').inputValue()).toBe('typed before')
    await page.getByRole('button', { name: 'Add note' }).click()
    await hasText(page, '#log-list', 'typed before')
    expect(await page.locator('#log-list li', { hasText: 'noticed something' }).count()).toBe(1)
  })

  test('a hidden page draws nothing, and everything when it is seen again', async () => {
    const day = await startDay()
    const page = await open(day)
    await setHidden(page, true)
    day.tell({ log: [day.entry('note', 'Ada', 'written meanwhile')] })
    await page.waitForTimeout(600)
    expect(await page.locator('#log-list').textContent()).not.toContain('written meanwhile')
    await setHidden(page, false)
    await hasText(page, '#log-list', 'written meanwhile')
  })

  test('shows lines by service and text, and stands still while paused', async () => {
    const day = await startDay()
    const page = await open(day)
    const rows = page.locator('#lines-list li')
    expect(await rows.count()).toBe(12)
    await page.getByLabel('lines of which service').selectOption('redis')
    expect(await rows.count()).toBe(3)
    await page.getByLabel('lines that contain').fill('"n":11')
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('redis')])
    await page.getByLabel('lines that contain').fill('')
    await page.getByRole('button', { name: 'pause' }).click()
    day.tell({ lines: [{ at: 70_000, service: 'redis', text: 'while paused' }] })
    await page.waitForTimeout(300)
    expect(await rows.count()).toBe(3)
    await page.getByRole('button', { name: 'go on' }).click()
    await hasText(page, '#lines-list li', 'while paused')
  })

  test('keeps the newest 500 lines and 2,000 entries', async () => {
    const day = await startDay()
    const page = await open(day)
    for (let part = 0; part < 6; part++)
      day.tell({
        lines: Array.from({ length: 100 }, (_, n) => ({
          at: 70_000,
          service: 'edge',
          text: `line ${part} ${n}`,
        })),
        log: Array.from({ length: 400 }, (_, n) => day.entry('note', 'Ada', `note ${part} ${n}`)),
      })
    await hasText(page, '#log-list', 'note 5 399')
    expect(await page.locator('#lines-list li').count()).toBe(500)
    expect(await page.locator('#log-list li').count()).toBe(2_000)
  })

  test('shows hostile text as text', async () => {
    const state = snapshot()
    const day = await startDay({ ...state, about: { ...state.about, name: hostile, hypothesis: hostile } })
    const page = await open(day)
    day.tell({
      log: [day.entry('note', hostile, hostile)],
      lines: [{ at: 70_000, service: hostile, text: hostile }],
      report: `javascript:${hostile}`,
      stage: 'ended',
    })
    await hasText(page, '#report code', 'javascript:')
    await hasText(page, '#lines-list li', hostile)
    await hasText(page, '#log-list li', hostile)
    expect(await page.locator('h1').textContent()).toBe(hostile)
    expect(await page.locator('img, #over a').count()).toBe(0)
    expect(await page.title()).toContain('<img')
  })

  test('reads values under the mouse in all charts at once, zooms by dragging, follows again', async () => {
    // Ended: its clock stands, a little after 1:00.
    const page = await open(await startDay({ ...snapshot(), stage: 'ended' }))
    const charts = page.locator('.chart')
    const over = charts.first().locator('.u-over')
    const box = (await over.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.4, box.y + 40)
    await hasText(page, '#cursor-time', /^at 0:(2|3[01])/)
    expect(await connectedHosts(page).textContent()).toBe('120')
    expect(await charts.nth(1).locator('.value').first().textContent()).toMatch(/^1[123]/)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 50, { steps: 4 })
    await page.mouse.up()
    expect(await page.locator('#follow').getAttribute('aria-pressed')).toBe('false')
    await expect
      .poll(async () => {
        for (const x of [4, 3, 2]) await page.mouse.move(box.x + x, box.y + 40)
        return page.locator('#cursor-time').textContent()
      })
      .toMatch(/^at 0:(2|3[01])/)
    await page.locator('#follow').click()
    await charts.first().focus()
    await page.keyboard.press('ArrowLeft')
    await hasText(page, '#cursor-time', /^at (0:59|1:00)/)
    await page.keyboard.press('-')
    expect(await page.locator('#follow').getAttribute('aria-pressed')).toBe('true')
  })

  test.each([360, 768, 1_440])(
    'keeps the rules of accessibility (axe-core) and fits %i pixels',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const day = await startDay()
        const page = await open(day, { width, colorScheme })
        day.command({
          do: 'inject',
          by: 'Ada',
          fault: 'latency',
          target: 'hosts-edge',
          parameters: { delay: '1s' },
        })
        await hasText(page, '#faults-open li', 'seen to act')
        await page.locator('#faults-past').evaluate((details) => details.setAttribute('open', ''))
        expect(await overflow(page)).toBe(0)
        expect(await violations(page), colorScheme).toEqual([])
        for (const key of ['i', 'e', '?']) {
          await page.keyboard.press(key)
          await page.locator('dialog[open]').waitFor()
          expect(await overflow(page)).toBe(0)
          expect(await violations(page), `${colorScheme} ${key}`).toEqual([])
          await page.keyboard.press('Escape')
          await page.locator('dialog[open]').waitFor({ state: 'detached' })
        }
        day.tell({ stage: 'ended', report: '/report/' })
        await page.locator('#report').waitFor()
        expect(await violations(page), `${colorScheme}, ended`).toEqual([])
      }
    },
  )

  test('draws 8 charts of 8 lines and 2,000 points at 10 frames a second and more', async () => {
    const day = await startDay({ ...busySnapshot(), stage: 'steady' })
    const page = await open(day, { height: 2_000 })
    await page.locator('.chart').nth(7).waitFor()
    await page.getByRole('button', { name: 'all', exact: true }).click()
    await page.evaluate(countDraws)
    const client = await page.context().newCDPSession(page)
    await client.send('Performance.enable')
    let number = 0
    const begun = performance.now()
    const feed = setInterval(
      () => day.send(busyDelta(busySnapshot().now + performance.now() - begun, number++)),
      100,
    )
    await page.waitForTimeout(1_000)
    const before = await counted(page, client)
    await page.waitForTimeout(5_000)
    const after = await counted(page, client)
    clearInterval(feed)
    const per = (seconds: number) => ({
      frames: (after.frames - before.frames) / seconds,
      draws: (after.draws - before.draws) / seconds / 8,
    })
    const [wall, own] = [per(after.at - before.at), per(after.cpu - before.cpu)]
    console.log(
      `a second: ${wall.frames.toFixed(1)} frames, all charts drawn ${wall.draws.toFixed(1)} times; a second of the page's own time: ${own.draws.toFixed(1)} times; ${Math.round(after.heap / 1e6)} MB of heap`,
    )
    // By the time that its thread got, since other programs take from the clock's seconds. A frame draws as many charts as it has time for.
    expect(own.frames).toBeGreaterThanOrEqual(10)
    expect(own.draws).toBeGreaterThanOrEqual(3)
  })
})

interface Counted {
  readonly frames: number
  readonly draws: number
  /** Seconds: of the clock, and those that the page's thread ran. */
  readonly at: number
  readonly cpu: number
  readonly heap: number
}

async function counted(page: Page, client: CDPSession): Promise<Counted> {
  const { metrics } = await client.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((one) => one.name === name)!.value
  const counts = (await page.evaluate('counted()')) as { frames: number; draws: number }
  return { ...counts, at: metric('Timestamp'), cpu: metric('ThreadTime'), heap: metric('JSHeapUsedSize') }
}

/** In the page: frames, and how often a chart's canvas was cleared to be drawn anew. */
const countDraws = `(() => {
  let frames = 0, draws = 0
  const clear = CanvasRenderingContext2D.prototype.clearRect
  CanvasRenderingContext2D.prototype.clearRect = function (...args) { draws++; return clear.apply(this, args) }
  const count = () => { frames++; requestAnimationFrame(count) }
  requestAnimationFrame(count)
  window.counted = () => ({ frames, draws })
})()`

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

async function violations(page: Page): Promise<unknown[]> {
  // Evaluated from outside: the page's own policy lets no other script in.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const found: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] = await page.evaluate(
    'axe.run().then(({ violations }) => violations)',
  )
  return found.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.target, nodes[0]?.failureSummary])
}

/** Presses Tab until an element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.locator(selector).evaluate((element) => element === element.ownerDocument.activeElement))
      return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not come to ${selector}`)
}

/** How many pixels of the first chart have about a colour. */
function pixelsLike(page: Page, [r, g, b]: readonly [number, number, number]): Promise<number> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('.chart canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let found = 0
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] > 200 && Math.abs(data[i] - ${r}) + Math.abs(data[i + 1] - ${g}) + Math.abs(data[i + 2] - ${b}) < 40) found++
    return found
  })()`)
}

/** As a browser does with a page in a tab that nobody looks at. */
function setHidden(page: Page, hidden: boolean): Promise<unknown> {
  return page.evaluate(`(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
    document.dispatchEvent(new Event('visibilitychange'))
  })()`)
}
