import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { RuntimeOptions, ServiceSpec } from '../runtime.ts'

/** Where libfaketime reads by how much the clock is off, within the folder of a clock. */
const offsetFile = 'offset'

/** Folder of a service's clock in its container. */
export const containerClock = '/srv/clock'

/** Folder of this machine that holds how a service's clock is set. */
export const clockFolder = ({ logDir }: Pick<RuntimeOptions, 'logDir'>, service: string): string =>
  resolve(dirname(logDir), 'clocks', service)

/** @throws UsageError for a service whose clock cannot be set */
export function mustHaveSettableClock({
  name,
  settableClock,
}: Pick<ServiceSpec, 'name' | 'settableClock'>): void {
  if (settableClock) return
  throw new UsageError(`the clock of ${name} cannot be set: its description has to say settableClock: true`)
}

/** Sets the wall clock of a service, live. @param offsetMs so far ahead of this machine's, or behind it */
export function setClock(folder: string, offsetMs: number): void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, offsetFile)
  const seconds = Math.abs(offsetMs) / 1_000
  // It is read at any moment: a file that is half written would be no time at all.
  writeFileSync(`${path}.new`, `${offsetMs < 0 ? '-' : '+'}${seconds.toFixed(3)}\n`)
  renameSync(`${path}.new`, path)
}

/**
 * Environment of a program whose wall clock can be set. Monotonic time, timers, and times of files stay right.
 * @param library path of libfaketime, as the program sees it
 * @param folder of the clock, as the program sees it
 */
export const clockEnvironment = (library: string, folder: string): Record<string, string> => ({
  LD_PRELOAD: library,
  FAKETIME_TIMESTAMP_FILE: join(folder, offsetFile),
  // Otherwise a program goes on for 10 s as before.
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  // The same, for releases before 0.9.9.
  DONT_FAKE_MONOTONIC: '1',
  NO_FAKE_STAT: '1',
})

/** libfaketime leaves shared memory behind a process that was killed; a later one of the same pid would not start. */
export function forgetClock(pid: number): void {
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
    rmSync(join('/dev/shm', name), { force: true })
}
