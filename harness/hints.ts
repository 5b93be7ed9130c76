/** Tells one who waits that what it waits for may have come. A hint that comes while nobody waits is kept for the next wait. */
export class Hints {
  #given = false
  #wake = () => {}

  give(): void {
    this.#given = true
    this.#wake()
  }

  /** Waits for a hint, `ms` at most. */
  async next(ms: number): Promise<void> {
    if (!this.#given)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    this.#given = false
  }
}
