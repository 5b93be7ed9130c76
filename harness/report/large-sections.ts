import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import type { JournalGroup } from './load.ts'
import { loadOwnDefinitions } from './own-definitions.ts'
import type { Section, SectionTask } from './section.ts'
import { sectionOf, startSectionThread } from './section-thread.ts'
import type { Answer } from './section-worker.ts'

const MIB = 1024 * 1024

/** A journal from which on memory counts for more than time, bytes. */
const LARGE_BYTES = 64 * MIB
/** Nearly all objects of a large journal live on, so that room for young ones gains little. */
const YOUNG_MIB = 12
/** V8 lets a heap grow by half and more before it looks for what can go. */
const HEAP_GROWTH_PERCENT = 20
/** A thread does nothing with less. */
const OLD_MIB_MIN = 256
/** Of the free memory, for all threads together: the rest is for what is not in their heaps. */
const MEMORY_SHARE = 0.75

/**
 * More than this no thread takes, on however large a machine: it holds a journal of about a gigabyte. One that is larger is read in part.
 */
const OLD_MIB_MAX = 2_048

export const isLarge = ({ largest }: Pick<JournalGroup, 'largest'>): boolean => largest >= LARGE_BYTES

export interface LargeOptions {
  readonly threads: number
  /** Free memory, bytes. */
  readonly memory: number
}

/**
 * Sections of large journals, each in a thread of its own that may fail without the others: where the memory does not
 * hold a journal, it is read in part, and its section says so.
 * @throws UsageError when a journal is of another version.
 */
export async function buildLargeSections(
  tasks: Iterator<[number, SectionTask]>,
  { threads, memory }: LargeOptions,
): Promise<[number, Section][]> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)
  const oldMib = heapMib(memory / threads, statedHeapMib())
  const sections: [number, Section][] = []
  const work = async () => {
    for (let next = tasks.next(); !next.done; next = tasks.next()) {
      const [index, task] = next.value
      sections.push([index, await buildWithin(task, oldMib)])
    }
  }
  await Promise.all(Array.from({ length: threads }, work))
  return sections
}

/**
 * What the heap of a thread may take, MiB.
 * @param memory free memory for it, bytes
 * @param stated what the user has said of a heap
 */
export function heapMib(memory: number, stated?: number): number {
  const share = Math.max(OLD_MIB_MIN, Math.floor((memory * MEMORY_SHARE) / MIB))
  return Math.min(share, stated ?? OLD_MIB_MAX)
}

/** `--max-old-space-size` of this process, MiB: a thread would not go by it. */
function statedHeapMib(): number | undefined {
  const words = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ')
  const stated = words.match(/--max[-_]old[-_]space[-_]size=(\d+)/g)?.at(-1)
  return stated === undefined ? undefined : Number(stated.split('=')[1])
}

/** @param oldMib what the heap of its thread may take, MiB */
export async function buildWithin(task: SectionTask, oldMib: number): Promise<Section> {
  const section = await inThread(task, oldMib)
  if (section) return section
  // Which of its journals it was does not show; the small ones are read again, and the large ones in part.
  const { buildSection } = await import('./section.ts')
  await loadOwnDefinitions(task.group)
  return buildSection({ ...task, group: largeInPart(task.group) })
}

function largeInPart(group: JournalGroup): JournalGroup {
  const limit = Math.min(LARGE_BYTES, group.largest)
  return {
    ...group,
    journals: group.journals.map((journal) =>
      journal.bytes < limit ? journal : { ...journal, inPart: true },
    ),
  }
}

/** undefined when the thread had too little memory. */
async function inThread(task: SectionTask, oldMib: number): Promise<Section | undefined> {
  const thread = startSectionThread({ maxOldGenerationSizeMb: oldMib, maxYoungGenerationSizeMb: YOUNG_MIB })
  try {
    thread.postMessage(task)
    const [answer] = (await once(thread, 'message')) as [Answer]
    return sectionOf(answer)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') return undefined
    throw error
  } finally {
    await thread.terminate()
  }
}
