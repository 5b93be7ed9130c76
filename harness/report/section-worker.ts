import { parentPort } from 'node:worker_threads'
import { loadBuiltIn } from '../built-in.ts'
import { messageOf, UsageError } from '../errors.ts'
import { loadOwnDefinitions } from './own-definitions.ts'
import { buildSection, type Section, type SectionTask } from './section.ts'

/** What became of a task; an error loses its class on the way between threads. */
export type Answer =
  | { readonly section: Section }
  | { readonly error: string; readonly isUsage: boolean; readonly stack?: string | undefined }

await loadBuiltIn()

let last: Promise<void> = Promise.resolve()

// One after the other, in their order.
parentPort?.on('message', (task: SectionTask) => {
  last = last.then(async () => parentPort?.postMessage(await answerTo(task)))
})

async function answerTo(task: SectionTask): Promise<Answer> {
  try {
    await loadOwnDefinitions(task.group)
    return { section: buildSection(task) }
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined
    return { error: messageOf(error), isUsage: error instanceof UsageError, stack }
  }
}
