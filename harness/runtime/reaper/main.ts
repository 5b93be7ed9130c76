import { setTimeout as delay } from 'node:timers/promises'
import { readLedger, stillRuns } from '../ledger.ts'
import { forgetRun } from '../runs.ts'
import { sweepProcesses } from './processes.ts'
import { isNothing, sweep } from './sweep.ts'

/**
 * The reaper: outlives the harness and removes what it left. Its standard input is a pipe that the harness holds; when
 * that closes without a word, the harness has died, however it died.
 */

const SWEEP_PAUSE_MS = 200

/** An engine goes on creating a container although its client is gone: look for so long, also when nothing is found. */
const LINGER_MS = 3_000

/** Something that cannot be ended in this time never will be; `gameday clean` can try again. */
const GIVE_UP_MS = 60_000

/** A node of a swarm that is away, as one that restarts is, is waited for so long, and asked so often. */
const NODE_WAIT_MS = 600_000
const NODE_PAUSE_MS = 1_000

async function reap(runId: string): Promise<void> {
  const from = Date.now()
  let [quiet, complete] = [0, from]
  for (;;) {
    const swept = await sweep(runId)
    quiet = isNothing(swept) ? quiet + 1 : 0
    const away = swept.unreachable.size > 0
    const passed = Date.now() - from
    if (passed > LINGER_MS && quiet >= 2) return forgetRun(runId)
    if (passed > NODE_WAIT_MS || Date.now() - complete > GIVE_UP_MS) return
    // What keeps a network in use may be on the node that is away: its time begins when all are there.
    if (away) complete = Date.now()
    await delay(away ? NODE_PAUSE_MS : SWEEP_PAUSE_MS)
  }
}

/** A run that ended in good order has hardly ever left anything; what it did must be gone while it waits. */
const TIDY_MS = 5_000

/** What a worker of the harness left is removed so soon after its death. Asking costs a few file reads. */
const WORKERS_EVERY_MS = 500

/**
 * Removes what there is of a run whose harness ended in good order: one worker may have died, a program may have hidden, a node may be away: then
 * it goes on, and the harness does not wait for it.
 */
async function tidy(runId: string): Promise<void> {
  const until = Date.now() + TIDY_MS
  for (;;) {
    const swept = await sweep(runId)
    if (isNothing(swept)) return
    if (swept.unreachable.size > 0) return reap(runId)
    if (Date.now() > until) return
    await delay(50)
  }
}

/** Ends the services of each process of the harness that has died, while the harness itself goes on. */
async function followWorkers(runId: string, over: AbortSignal): Promise<void> {
  const living = new Map<string, number>()
  while (!over.aborted) {
    const owners = (await readLedger(runId)).map(({ owner }) => owner)
    for (const owner of owners) {
      const key = `${owner.pid} ${owner.started}`
      // One that was dead when it was first seen had just died.
      if (stillRuns(owner)) living.set(key, owner.pid)
      else if (living.get(key) !== 0) {
        living.set(key, 0)
        await sweepProcesses(runId, owner.pid)
      }
    }
    await delay(WORKERS_EVERY_MS, undefined, { signal: over }).catch(() => {})
  }
}

/** The harness's last word, or undefined when the pipe closed without one. */
async function lastWord(): Promise<string | undefined> {
  let text = ''
  try {
    for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  } catch {
    // A broken pipe is a closed one.
  }
  return text.trim() || undefined
}

// Whoever ends the harness by a signal to everything around it must not end the reaper, which ends by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const [runId] = process.argv.slice(2)
if (runId) {
  const over = new AbortController()
  const following = process.platform === 'linux' ? followWorkers(runId, over.signal) : undefined
  const word = await lastWord()
  over.abort()
  await following
  if (word !== 'done') await reap(runId)
  else await tidy(runId)
}
