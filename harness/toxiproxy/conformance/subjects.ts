import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createToxiproxy } from '../server.ts'
import type { TestServer } from '../testing/bench.ts'
import { freePort } from '../testing/free-port.ts'

/** A server that the suite runs against. */
export interface Subject {
  readonly name: string
  readonly ours: boolean
  open(): Promise<TestServer>
}

export const ours: Subject = {
  name: 'ours',
  ours: true,
  open: () => createToxiproxy({ port: 0, seed: 1 }),
}

const program = 'toxiproxy-server'

/** Shopify's server, where its program is on the PATH. */
export const original: Subject = { name: program, ours: false, open: openOriginal }

export const originalIsHere = spawnSync(program, ['-version']).status === 0

async function openOriginal(): Promise<TestServer> {
  const port = await freePort()
  const child = spawn(program, ['-host=127.0.0.1', `-port=${port}`], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await ready(url, child)
  return {
    url,
    async close() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Waits until its API answers, at most 10 s. @throws Error when it ends instead */
async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 10_000
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`)
    if (
      await fetch(`${url}/version`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${program} does not answer at ${url} after 10 s`)
}
