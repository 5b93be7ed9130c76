import { readFileSync } from 'node:fs'
import { NS_PER_MS } from '../../journal/clock.ts'
import type { JournalEvent } from '../../journal/events.ts'
import type { Journal } from '../../journal/writer.ts'
import { OthersShare } from './attribute.ts'
import { Threads } from './threads.ts'

/** A look reads some dozen small files, which takes about half a millisecond. */
const EVERY_MS = 100

/** Of a look's time. Less is what every service waits now and then, and no time that is held against a limit notices it. */
const NOTED_MS = 20

/** Ticks of /proc/stat a second (USER_HZ, the same on every platform of Linux). */
const TICKS = 100

/**
 * Journals when services waited for a core that others had: another program, another execution, the harness itself. No process of the harness
 * need have waited then, and a time of the system is longer by it all the same. Where the kernel does not tell (macOS, services
 * on another machine), nothing is journaled.
 */
export function watchCoreWaits(journal: Journal): Disposable {
  const threads = new Threads()
  const share = new OthersShare()
  let taken = takenMs()
  if (taken === undefined) return { [Symbol.dispose]() {} }
  const unfollow = journal.onEvent((event) => follow(threads, event))
  const timer = setInterval(() => {
    const { ranNs, waitedNs } = threads.look()
    const before = taken!
    taken = takenMs() ?? before
    const ms = share.next({
      takenMs: taken - before,
      ranMs: ranNs / NS_PER_MS,
      waitedMs: waitedNs / NS_PER_MS,
    })
    if (ms >= NOTED_MS) journal.append({ kind: 'stall', who: 'services', ms: Math.round(ms) })
  }, EVERY_MS)
  timer.unref()
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer)
      unfollow()
    },
  }
}

/** From when a service is spawned until it has exited. All nodes of a swarm are of this machine. */
function follow(threads: Threads, event: JournalEvent): void {
  if (event.kind !== 'service') return
  const { service, state, pid } = event
  if (state === 'spawned' && pid !== undefined) threads.follow(service, pid)
  if (state === 'exited') threads.leave(service)
}

/** For how long the cores were taken since the machine began, all together, ms; undefined without /proc. */
function takenMs(): number | undefined {
  try {
    const line = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line!.split(' ').map(Number)
    return ((user + nice + system + irq + softirq + steal) * 1_000) / TICKS
  } catch {
    return undefined
  }
}
