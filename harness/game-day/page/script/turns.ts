/** Longest that one frame draws, ms: the rest of it belongs to the person at the page. */
const FRAME_MS = 24
/** The same thing is not drawn more often than this, ms. */
const PAUSE_MS = 90

/** Draws things by turns, as many a frame as there is time for; on a slow machine each is drawn less often, and the page still answers. */
export class Turns<T> {
  readonly #waiting = new Set<T>()
  readonly #draw: (one: T) => void
  #asked = false
  #begun = -Infinity

  constructor(draw: (one: T) => void) {
    this.#draw = draw
  }

  /** Who waits already keeps its turn. */
  add(things: Iterable<T>): void {
    for (const one of things) this.#waiting.add(one)
    this.#ask()
  }

  #ask(): void {
    if (this.#asked || this.#waiting.size === 0) return
    this.#asked = true
    requestAnimationFrame(() => this.#frame())
  }

  #frame(): void {
    this.#asked = false
    const begun = performance.now()
    if (begun - this.#begun >= PAUSE_MS) {
      for (const one of this.#waiting) {
        this.#waiting.delete(one)
        this.#draw(one)
        if (performance.now() - begun > FRAME_MS) break
      }
      if (this.#waiting.size === 0) this.#begun = begun
    }
    this.#ask()
  }
}
