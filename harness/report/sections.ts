import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { UsageError } from '../errors.ts'
import type { RunContents } from './load.ts'
import { buildSection, type Section, type SectionTask } from './section.ts'
import type { Answer } from './section-worker.ts'

/** Below it one thread is done before others have started: a worker takes about a third of a second to load. */
const WORKERS_FROM_BYTES = 16 * 1024 * 1024
/** Each holds a journal with its analyses; more would gain little and take memory. */
const WORKERS_MAX = 4
/** Room for the many objects of a journal that live shortly; 64 took 70 MiB more for a million events, and as much CPU. */
const YOUNG_MIB = 24

/**
 * Reads all journals and draws their sections, in the order of the groups; those of a large run on as many threads as there are cores.
 * @throws UsageError when a journal is damaged.
 */
export async function buildSections({ dir, run, groups, bytes }: RunContents): Promise<Section[]> {
  const tasks = groups.map((group): SectionTask => ({ dir, run, group }))
  const workers = Math.min(availableParallelism(), WORKERS_MAX, tasks.length)
  if (bytes < WORKERS_FROM_BYTES || workers < 2) return tasks.map(buildSection)
  const sections: Section[] = []
  const queue = tasks.entries()
  await Promise.all(Array.from({ length: workers }, () => work(queue, sections)))
  return sections
}

/** One thread, which takes the next task of the common queue until none is left. */
async function work(queue: Iterator<[number, SectionTask]>, sections: Section[]): Promise<void> {
  const worker = new Worker(new URL('./section-worker.ts', import.meta.url), {
    // Not what this process was started with, which may be meant for its own program only.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  })
  try {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const [index, task] = next.value
      worker.postMessage(task)
      const [answer]: [Answer] = (await once(worker, 'message')) as [Answer]
      if ('section' in answer) sections[index] = answer.section
      else throw errorOf(answer)
    }
  } finally {
    await worker.terminate()
  }
}

function errorOf({ error, isUsage, stack }: Exclude<Answer, { section: Section }>): Error {
  if (isUsage) return new UsageError(error)
  return Object.assign(new Error(error), { stack })
}
