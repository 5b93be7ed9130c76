import { on } from 'node:events'
import { availableParallelism } from 'node:os'
import { setImmediate as othersTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { compileCacheEnvironment } from '../compile-cache.ts'
import { UsageError } from '../errors.ts'
import type { RunContents } from './load.ts'
import type { Section, SectionTask } from './section.ts'
import type { Answer } from './section-worker.ts'

/** Below it one thread is done before another has started: it takes about a third of a second to load. */
const THREADS_FROM_BYTES = 4 * 1024 * 1024
/** More would gain little. */
const THREADS_MAX = 4
/**
 * Memory that a thread takes for each byte of the journal that it reads: a report of one journal of 150 MB took 651 MB in
 * all, about 120 of them without it. Twice that as room for garbage.
 */
const MEMORY_PER_BYTE = 8
/** Room for the many objects of a journal that live shortly; 64 took 70 MiB more for a million events, and as much CPU. */
const YOUNG_MIB = 24
/** Tasks that another thread has at a time: the one it works on and the next, as this thread answers between two of its own only. */
const TASKS_AHEAD = 2

type Queue = Iterator<[number, SectionTask]>

/**
 * Reads all journals and draws their sections, in the order of the groups; those of a large run on as many threads as there are cores,
 * this one among them.
 * @throws UsageError when a journal is of another version.
 */
export async function buildSections({ dir, run, groups }: RunContents): Promise<Section[]> {
  const tasks = groups.map((group): SectionTask => ({ dir, run, group }))
  const threads = threadsFor(groups, { cores: availableParallelism(), memory: process.availableMemory() })
  const bytes = groups.reduce((sum, group) => sum + group.bytes, 0)
  const more = bytes < THREADS_FROM_BYTES ? 0 : Math.max(0, threads - 1)
  const sections: Section[] = []
  // The largest first: one that came last would keep the other threads waiting.
  const queue = [...tasks.entries()].toSorted(([, a], [, b]) => b.group.bytes - a.group.bytes).values()
  const others = Array.from({ length: more }, () => workElsewhere(queue, sections))
  await Promise.all([workHere(queue, sections), ...others])
  return sections
}

/**
 * How many threads read at a time: as many as there are cores, and no more than half of the free memory holds when each has
 * one of the largest journals. One reads in any case.
 * @param memory free memory, bytes
 */
export function threadsFor(
  groups: readonly { readonly largest: number }[],
  { cores, memory }: { readonly cores: number; readonly memory: number },
): number {
  const most = Math.min(cores, THREADS_MAX, groups.length)
  const largest = groups.map((group) => group.largest).toSorted((a, b) => b - a)
  let taken = 0
  for (let threads = 0; threads < most; threads++) {
    taken += largest[threads]! * MEMORY_PER_BYTE
    if (taken > memory / 2) return Math.max(1, threads)
  }
  return Math.max(1, most)
}

/** This thread takes the next task of the common queue until none is left. */
async function workHere(queue: Queue, sections: Section[]): Promise<void> {
  // Here and not above: the other threads load theirs at the same time.
  const { buildSection } = await import('./section.ts')
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const [index, task] = next.value
    sections[index] = buildSection(task)
    await othersTurn()
  }
}

/** Another thread does the same. */
async function workElsewhere(queue: Queue, sections: Section[]): Promise<void> {
  const worker = new Worker(new URL('./section-worker.ts', import.meta.url), {
    // Not what this process was started with, which may be meant for its own program only.
    execArgv: [],
    env: { ...process.env, ...compileCacheEnvironment() },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  })
  const taken: number[] = []
  const hand = () => {
    const next = queue.next()
    if (next.done) return
    const [index, task] = next.value
    taken.push(index)
    worker.postMessage(task)
  }
  try {
    const answers = on(worker, 'message') as AsyncIterableIterator<[Answer]>
    for (let i = 0; i < TASKS_AHEAD; i++) hand()
    while (taken.length > 0) {
      const [answer] = (await answers.next()).value as [Answer]
      if ('error' in answer) throw errorOf(answer)
      // It answers in the order in which it was asked.
      sections[taken.shift()!] = answer.section
      hand()
    }
  } finally {
    await worker.terminate()
  }
}

function errorOf({ error, isUsage, stack }: Exclude<Answer, { section: Section }>): Error {
  if (isUsage) return new UsageError(error)
  return Object.assign(new Error(error), { stack })
}
