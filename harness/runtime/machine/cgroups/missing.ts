import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../../errors.ts'
import { parentFor, placeOf } from './find.ts'
import type { Controller } from './place.ts'

let looked: Promise<string | undefined> | undefined

/** Why running programs cannot be squeezed here, and what to do; undefined where they can. Looked at once. */
export const cgroupsMissing = (): Promise<string | undefined> => (looked ??= look())

async function look(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `control groups need Linux; this is ${process.platform}`
  for (const controller of ['cpu', 'memory'] as const) {
    const missing = await groupMissing(controller)
    if (missing !== undefined) return `squeezing needs control groups that may be written: ${missing}`
  }
  return undefined
}

async function groupMissing(controller: Controller): Promise<string | undefined> {
  const parent = await parentFor(controller, await placeOf(controller, process.pid))
  if ('missing' in parent) return parent.missing
  const probe = join(parent.folder, `gameday-probe-${process.pid}`)
  try {
    await mkdir(probe)
    await rmdir(probe)
    return undefined
  } catch (error) {
    return `${messageOf(error)}; run gameday as root, or with sudo`
  }
}
