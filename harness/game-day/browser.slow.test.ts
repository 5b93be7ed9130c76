import { rmSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { findChromium } from '../report/chromium.ts'
import { stallProject } from './fixtures/stall-project.ts'
import { eventsIn, reportIn, upProject } from './fixtures/up.ts'

const found = findChromium()
const reason = 'missing' in found ? ` (skipped: ${found.missing})` : ''
const minutes = 60_000

describe.skipIf('missing' in found)(`a real game-day in a browser${reason}`, () => {
  const project = upProject(stallProject())
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: 'path' in found ? found.path : '',
      args: ['--no-sandbox'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(project.root, { recursive: true, force: true })
  })

  async function open(): Promise<Page> {
    const { addresses } = await project.status()
    const page = await browser.newPage({ viewport: { width: 1_440, height: 1_000 } })
    page.setDefaultTimeout(60_000)
    await page.goto(addresses!.facilitator)
    await page.locator('#stage').filter({ hasText: 'live' }).waitFor()
    return page
  }
  const shows = (page: Page, selector: string, text: string | RegExp) =>
    page.locator(selector).filter({ hasText: text }).first().waitFor()
  const clients = (page: Page) => page.locator('.chart').first().locator('.value').first()

  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 200; presses++) {
      if (await page.locator(selector).evaluate((element) => element === element.ownerDocument.activeElement))
        return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${selector} cannot be reached by Tab`)
  }

  /** What is in the report of a game-day in which the server was killed and started again. */
  async function reported(page: Page, out: string, by: string): Promise<void> {
    const link = page.getByRole('link', { name: 'Open the report' })
    await link.waitFor()
    const [report] = await Promise.all([
      page.context().waitForEvent('page'),
      link.click({ modifiers: ['Control'] }),
    ])
    await shows(report, 'h4', 'Log of the game-day')
    await report.close()
    await page.close()
    const events = eventsIn(out)
    expect(
      eventsOf(events, 'game-day')
        .filter((deed) => deed.by === by)
        .map(({ did }) => did),
    ).toEqual(['inject', 'note', 'heal', 'end'])
    expect(eventsOf(events, 'fault').map(({ state }) => state)).toEqual(['requested', 'observed', 'healed'])
    expect(reportIn(out)).toContain('the server is dead')
  }

  test('by mouse: look, inject, see it act on the chart, note, heal, end, report', {
    timeout: 5 * minutes,
  }, async () => {
    const game = await project.up('stall')
    const page = await open()
    await expect.poll(() => clients(page).textContent(), { timeout: minutes }).toBe('3')
    await page.getByLabel('Your name').fill('Ada')
    await page.locator('[data-part="server"]').click()
    await page.getByLabel('Fault', { exact: true }).selectOption('kill')
    await page.getByRole('button', { name: 'Inject', exact: true }).click()
    await shows(page, '#faults-open li', /seen to act/)
    await expect.poll(() => clients(page).textContent(), { timeout: minutes }).toBe('0')
    await page.getByLabel('In your own words').fill('the server is dead')
    await page.getByRole('button', { name: 'Add note' }).click()
    await shows(page, '#log-list', 'Ada: the server is dead')
    await page.getByRole('button', { name: 'Heal kill on server' }).click()
    await page.locator('#faults-none').waitFor()
    await expect.poll(() => clients(page).textContent(), { timeout: minutes }).toBe('3')
    await page.getByRole('button', { name: 'End…' }).click()
    await page.getByRole('button', { name: 'End it' }).click()
    await reported(page, game.out, 'Ada')
    expect(await game.ended).toMatchObject({ code: 0 })
  })

  test('by keyboard', { timeout: 5 * minutes }, async () => {
    const game = await project.up('stall')
    const page = await open()
    const { keyboard } = page
    await tabTo(page, '[data-part="server"]')
    await keyboard.press('Enter')
    await keyboard.type('kill')
    await tabTo(page, '#inject-send')
    await keyboard.press('Enter')
    await shows(page, '#faults-open li', /seen to act/)
    await keyboard.press('n')
    await keyboard.type('the server is dead')
    await keyboard.press('Enter')
    await shows(page, '#log-list', 'the server is dead')
    await page.locator('#note-text').blur()
    await keyboard.press('h')
    await keyboard.press('h')
    await page.locator('#faults-none').waitFor()
    await keyboard.press('e')
    await tabTo(page, '#end-now')
    await keyboard.press('Enter')
    await reported(page, game.out, 'facilitator')
    await game.ended
  })
})
