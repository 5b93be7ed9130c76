import { closeSync, openSync } from 'node:fs'
import type { RelayOptions } from './config.ts'
import { log, reasonOf } from './log.ts'

/** Connections that can be let in at once when nothing else is left, to be answered or refused: half a second of 50 requests a second. */
const SPARES = 24

/** Left beyond the spare ones: with fewer, tunnels are refused; with so many, they are taken on again. Apart, so that it does not flutter. */
const ROOM = { least: 4, enough: 12 }

/** How often it is looked at. Nobody else tells: Node, without a descriptor, drops what it accepts, or tries again without a pause. */
const LOOK_MS = 100

/**
 * Descriptors that are kept for the time when there are no others. Without them a server that has none left can tell nobody: dials hang
 * or are dropped without a word.
 */
export class SpareDescriptors {
  readonly #form: RelayOptions['descriptors']
  readonly #onLack: () => void
  #spares: number[] = []
  #lacking = false

  /** @param onLack broken variants: what is done in place of refusing */
  constructor(form: RelayOptions['descriptors'], onLack: () => void) {
    this.#form = form
    this.#onLack = onLack
    if (form === 'unwatched') return
    this.#spares = open(SPARES) ?? []
    setInterval(() => this.lacking(), LOOK_MS).unref()
  }

  /** What was found at the last look. */
  get isLacking(): boolean {
    return this.#lacking
  }

  /** Looks whether descriptors are left beyond the spare ones. */
  lacking(): boolean {
    if (this.#form === 'unwatched') return false
    const missing = SPARES - this.#spares.length
    const found = open(missing + (this.#lacking ? ROOM.enough : ROOM.least))
    if ((found === undefined) !== this.#lacking) this.#turn(found === undefined)
    if (found) this.#spares.push(...found.splice(0, missing))
    for (const descriptor of found ?? this.#spares.splice(0)) closeSync(descriptor)
    if (this.#lacking) this.#onLack()
    return this.#lacking
  }

  #turn(lacking: boolean): void {
    this.#lacking = lacking
    log(lacking ? 'out of descriptors' : 'descriptors again')
  }
}

/** So many, or none of them. */
function open(count: number): number[] | undefined {
  const opened: number[] = []
  try {
    while (opened.length < count) opened.push(openSync('/dev/null', 'r'))
    return opened
  } catch (error) {
    for (const descriptor of opened) closeSync(descriptor)
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EMFILE' && code !== 'ENFILE')
      log('descriptors cannot be looked at', { reason: reasonOf(error) })
    return undefined
  }
}
