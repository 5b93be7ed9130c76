import { on } from 'node:events'
import { availableParallelism } from 'node:os'
import { setImmediate as othersTurn } from 'node:timers/promises'
import { loadBuiltIn } from '../built-in.ts'
import { buildLargeSections, isLarge } from './large-sections.ts'
import type { RunContents } from './load.ts'
import { loadOwnDefinitions } from './own-definitions.ts'
import type { Section, SectionTask } from './section.ts'
import { sectionOf, startSectionThread } from './section-thread.ts'
import type { Answer } from './section-worker.ts'

/** Below it one thread is done before another has started: it takes about a third of a second to load. */
const THREADS_FROM_BYTES = 4 * 1024 * 1024
/** More would gain little. */
const THREADS_MAX = 4
/**
 * Memory that a thread takes for each byte of the journal that it reads: the report of one journal of 153 MB took 536 MB
 * in all, of 303 MB 910 and of 1,001 MB 2,620, about 120 of them without it. Twice that as room for what else metrics make.
 */
const MEMORY_PER_BYTE = 5
/** Room for the many objects of a journal that live shortly; 64 took 70 MiB more for a million events, and as much CPU. */
const YOUNG_MIB = 24
/** Tasks that another thread has at a time: the one it works on and the next, as this thread answers between two of its own only. */
const TASKS_AHEAD = 2

type Queue = Iterator<[number, SectionTask]>

/**
 * Reads all journals and draws their sections, in the order of the groups; those of a large run on as many threads as there are cores,
 * this one among them. Large journals come first, each in a thread of its own.
 * @throws UsageError when a journal is of another version.
 */
export async function buildSections({ dir, run, groups }: RunContents): Promise<Section[]> {
  await loadBuiltIn()
  const sections: Section[] = []
  const executions = groups.reduce((sum, { journals }) => sum + journals.length, 0)
  // The largest first: one that came last would keep the other threads waiting.
  const tasks = [...groups.entries()]
    .map(([index, group]): [number, SectionTask] => [index, { dir, run, group, executions }])
    .sort(([, a], [, b]) => b.group.bytes - a.group.bytes)
  const [large, small] = [true, false].map((wanted) =>
    tasks.filter(([, { group }]) => isLarge(group) === wanted),
  ) as [typeof tasks, typeof tasks]
  if (large.length > 0) {
    const options = { threads: threadsOf(large), memory: process.availableMemory() }
    for (const [index, section] of await buildLargeSections(large.values(), options))
      sections[index] = section
  }
  const bytes = small.reduce((sum, [, { group }]) => sum + group.bytes, 0)
  const more = bytes < THREADS_FROM_BYTES ? 0 : Math.max(0, threadsOf(small) - 1)
  const queue = small.values()
  const others = Array.from({ length: more }, () => workElsewhere(queue, sections))
  await Promise.all([workHere(queue, sections), ...others])
  return sections
}

const threadsOf = (tasks: readonly [number, SectionTask][]) =>
  threadsFor(
    tasks.map(([, { group }]) => group),
    { cores: availableParallelism(), memory: process.availableMemory() },
  )

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
    await loadOwnDefinitions(task.group)
    sections[index] = buildSection(task)
    await othersTurn()
  }
}

/** Another thread does the same. */
async function workElsewhere(queue: Queue, sections: Section[]): Promise<void> {
  const thread = startSectionThread({ maxYoungGenerationSizeMb: YOUNG_MIB })
  const taken: number[] = []
  const hand = () => {
    const next = queue.next()
    if (next.done) return
    const [index, task] = next.value
    taken.push(index)
    thread.postMessage(task)
  }
  try {
    const answers = on(thread, 'message') as AsyncIterableIterator<[Answer]>
    for (let i = 0; i < TASKS_AHEAD; i++) hand()
    while (taken.length > 0) {
      const [answer] = (await answers.next()).value as [Answer]
      // It answers in the order in which it was asked.
      sections[taken.shift()!] = sectionOf(answer)
      hand()
    }
  } finally {
    await thread.terminate()
  }
}
