import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { HarnessError, messageOf, UsageError } from '../errors.ts'
import { goesOn } from '../runtime/runs.ts'
import { ask } from './ask.ts'

const schema = z.object({
  runId: z.string(),
  /** Absolute: the run's folder, in which its socket is. */
  dir: z.string(),
  name: z.string(),
  pid: z.number(),
  startedAt: z.string(),
})

/** The game-day of a project that is up. */
export type Pointer = z.infer<typeof schema>

const pathIn = (reports: string) => join(reports, 'game-day.json')

/** What the project's folder says of a game-day; it may have died since. */
export function readPointer(reports: string): Pointer | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(pathIn(reports), 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Why its process takes no commands; undefined: it does. */
async function silence({ dir }: Pointer): Promise<string | undefined> {
  try {
    const reply = await ask(dir, { do: 'status', by: '' })
    return reply.ok ? undefined : reply.error
  } catch (error) {
    return messageOf(error)
  }
}

/**
 * Says that a game-day is up; dispose it when it has ended.
 * @param reports absolute: the folder of the project's runs
 * @throws UsageError while another one is up
 */
export async function takePointer(reports: string, pointer: Pointer): Promise<Disposable> {
  const other = readPointer(reports)
  if (other && (await goesOn(other.runId)))
    throw new UsageError(
      `a game-day of ${other.name} is up already, process ${other.pid}: \`gameday status\` shows it, \`gameday end\` ends it`,
    )
  const path = pathIn(reports)
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  try {
    writeFileSync(path, `${JSON.stringify(pointer, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new UsageError('another game-day is being started in this project at this moment')
  }
  return {
    [Symbol.dispose]: () => {
      if (readPointer(reports)?.runId === pointer.runId) rmSync(path, { force: true })
    },
  }
}

/**
 * The game-day that is up.
 * @throws UsageError where there is none; HarnessError where one is there and takes no commands
 */
export async function findUp(reports: string): Promise<Pointer> {
  const pointer = readPointer(reports)
  if (!pointer) throw new UsageError(none)
  const why = await silence(pointer)
  if (why === undefined) return pointer
  const { runId, name, dir, pid } = pointer
  if (await goesOn(runId))
    throw new HarnessError(`the game-day of ${name}, process ${pid}, is there and takes no commands: ${why}`)
  throw new UsageError(`${none}; the last one, of ${name}, died: \`gameday report ${dir}\` builds its report`)
}

const none = 'no game-day is up in this project: `gameday up` starts one'
