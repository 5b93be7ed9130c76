import { setTimeout as sleep } from 'node:timers/promises'
import type { ProbeJournal } from '../journal.ts'
import { Browser, type BrowserOptions } from './browser.ts'

export interface BrowsersOptions {
  readonly address: BrowserOptions['address']
  readonly journal: Pick<ProbeJournal, 'append'>
  readonly signal: AbortSignal
}

/** How many browsers come together, for what, and how they read it. */
export interface WaveOptions {
  readonly browsers: number
  readonly path: string
  readonly pace?: BrowserOptions['pace']
  readonly lines?: BrowserOptions['lines']
  /** How long each may take until the first bytes of its stream are there. */
  readonly timeoutMs: number
}

/** Browsers that came together. */
export interface Wave {
  readonly browsers: readonly Browser[]
  /** Those whose stream had begun. */
  readonly opened: readonly Browser[]
}

/** Opens streams in the manner of browsers. Disposing it makes all of them leave. */
export class Browsers implements Disposable {
  readonly #options: BrowsersOptions
  readonly #all: Browser[] = []

  constructor(options: BrowsersOptions) {
    this.#options = options
  }

  /** Opens streams all at once and waits until each has begun, has failed, or has taken too long; that one stays and waits on. */
  async open({ browsers, path, pace, lines, timeoutMs }: WaveOptions): Promise<Wave> {
    const { address, journal, signal } = this.#options
    const wave = Array.from({ length: browsers }, () => {
      const name = `browser-${this.#all.length + 1}`
      const browser = new Browser({
        name,
        address,
        path,
        journal,
        ...(pace && { pace }),
        ...(lines && { lines }),
      })
      this.#all.push(browser)
      return browser
    })
    const late = new AbortController()
    const deadline = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, late.signal]) })
    try {
      await Promise.race([deadline, Promise.all(wave.map(({ opened }) => opened))])
    } finally {
      late.abort()
      deadline.catch(() => {})
    }
    const begun = await Promise.all(wave.map((browser) => Promise.race([browser.opened, false])))
    return { browsers: wave, opened: wave.filter((_, index) => begun[index]) }
  }

  [Symbol.dispose](): void {
    for (const browser of this.#all) browser.leave()
  }
}
