import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Output } from '../driver.ts'
import type { Engine } from './engine.ts'

/** After the end of a container its output is closed by the engine; one that is not is left behind after this. */
const FLUSH_MS = 500

/** Follows the output of a container. Called before the start, so that the first byte is not missed. */
export async function followOutput(engine: Engine, id: string, output: Output): Promise<OutputEnd> {
  const attaching = engine.docker.getContainer(id).attach({ stream: true, stdout: true, stderr: true })
  const stream = await engine.call(`attach to container ${id.slice(0, 12)}`, attaching)
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
  engine.docker.modem.demuxStream(stream, streams.stdout, streams.stderr)
  for (const name of ['stdout', 'stderr'] as const)
    streams[name].setEncoding('utf8').on('data', (chunk: string) => output(name, chunk))
  const over = finished(stream, { writable: false }).catch(() => {})
  return async () => {
    const limit = setTimeout(() => (stream as unknown as PassThrough).destroy(), FLUSH_MS)
    await over
    clearTimeout(limit)
    // The demultiplexer does not end its two streams; what they hold is read in this turn.
    await Promise.all(Object.values(streams).map((one) => finished(one.end()).catch(() => {})))
  }
}

/** Settles when the last output was delivered. */
export type OutputEnd = () => Promise<void>
