import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import type { Toxic } from '../toxic.ts'
import { limitData } from '../toxics/limit-data.ts'
import { Link, type LinkOwner } from './link.ts'
import { Turns } from './turns.ts'

/** A socket in all that a link asks of it, except that it takes what is written only when told. */
class HeldSocket extends Duplex {
  readonly taken: string[] = []
  #deliver: (() => void) | undefined

  override _read(): void {}

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#deliver = () => {
      this.taken.push(String(chunk))
      done()
    }
  }

  deliver(): void {
    this.#deliver?.()
    this.#deliver = undefined
  }
}

test('a connection that reached its limit is closed when the last byte has been taken, and not before', async () => {
  const [source, target] = [new HeldSocket(), new HeldSocket()]
  const closed: string[][] = []
  const owner: LinkOwner = {
    halfClosed() {},
    ...{ seed: 1, proxy: 'link', number: 0, turns: new Turns({ turns: 0 }) },
    divert() {},
    answer() {},
    close: () => closed.push([...target.taken]),
    reset() {},
  }
  const toxic: Toxic = {
    ...{ name: 'limit', type: limitData, stream: 'upstream', written: 'upstream', serial: 0, toxicity: 1 },
    attributes: { bytes: 4 },
    affected: { connections: 0, bytes: 0 },
    measured: { accepted: 0, waits: 0, waitedMs: 0, requests: 0, answers: 0, waitedBytes: 0 },
  }
  const socket = (stream: Duplex) => stream as unknown as Socket
  new Link('upstream', socket(source), socket(target), owner).start([toxic])
  source.push('four and more')
  await expect.poll(() => toxic.affected.connections).toBe(1)
  expect(closed).toEqual([])
  target.deliver()
  await expect.poll(() => closed).toEqual([['four']])
})
