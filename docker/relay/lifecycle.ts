/** Where the relay stands between its start and its exit. Read again after every await. */
export class Lifecycle {
  readonly #acceptsWhileDraining: boolean
  #draining = false
  #cleared = false

  /** @param acceptsWhileDraining broken variant: tunnels never learn of the drain. */
  constructor(acceptsWhileDraining: boolean) {
    this.#acceptsWhileDraining = acceptsWhileDraining
  }

  get draining(): boolean {
    return this.#draining
  }

  get refusesTunnels(): boolean {
    return this.#draining && !this.#acceptsWhileDraining
  }

  /** The entries of this relay are gone; the close of a tunnel has none left to remove. */
  get cleared(): boolean {
    return this.#cleared
  }

  beginDrain(): void {
    this.#draining = true
  }

  markCleared(): void {
    this.#cleared = true
  }
}
