import { fileURLToPath } from 'node:url'
import { UsageError } from '../errors.ts'
import type { System } from '../system/system.ts'
import { borrow } from './define.ts'

/**
 * The system of a scenario in another file, which is not run for that: so that a scenario which was saved from a game-day, or is a variation of
 * another, needs no system of its own.
 * @param file `new URL('./api-killed.scenario.ts', import.meta.url)`
 * @throws UsageError when the file has no scenario of this id
 */
// biome-ignore lint/suspicious/noExplicitAny: which system it is is known only when the file is read
export async function systemOf(file: URL, id: string): Promise<System<any, any>> {
  // An instance of its own: the file may be run, too.
  const found = await borrow(() => import(/* @vite-ignore */ `${file.href}?system`))
  const scenario = found.find((one) => one.id === id)
  if (scenario) return scenario.meta.system
  throw new UsageError(
    `${fileURLToPath(file)} has no scenario ${id}: it has ${found.map((one) => one.id).join(', ') || 'none'}`,
  )
}
