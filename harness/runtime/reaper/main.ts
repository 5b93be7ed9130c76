import { setTimeout as delay } from 'node:timers/promises'
import { forgetRun } from '../runs.ts'
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

async function reap(runId: string): Promise<void> {
  const from = Date.now()
  let quiet = 0
  for (;;) {
    quiet = isNothing(await sweep(runId)) ? quiet + 1 : 0
    const passed = Date.now() - from
    if (passed > LINGER_MS && quiet >= 2) return forgetRun(runId)
    if (passed > GIVE_UP_MS) return
    await delay(SWEEP_PAUSE_MS)
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
  if ((await lastWord()) !== 'done') await reap(runId)
  // One worker of a harness that ended in good order may have died, and left its services.
  else await sweep(runId)
}
