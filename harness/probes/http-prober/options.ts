import { UsageError } from '../../errors.ts'
import type { ProbeJournal } from '../journal.ts'
import type { ProbeTarget } from './protocol.ts'

export interface HttpProberOptions {
  /** Name of the probe in the journal: `client`. */
  readonly probe: string
  readonly targets: readonly ProbeTarget[]
  /** URL of the module that asks in another protocol than HTTP. */
  readonly module?: string
  /** Every target is probed once per cadence. */
  readonly cadenceMs: number
  /** From sending to giving up. */
  readonly timeoutMs: number
  /** Requests under way at most, default 2,000; a probe due beyond it is counted as missed. */
  readonly outstandingMax?: number
  readonly journal: Pick<ProbeJournal, 'appendRaw'>
  /** The whole environment of the prober's process; GAMEDAY_RUN_ID must be in it, so that the process is found when all else fails. */
  readonly env: Readonly<Record<string, string>>
  /** Stops the prober at once; requests under way are recorded with the error `stopped`. */
  readonly signal?: AbortSignal
}

/**
 * Refuses options that cannot be carried out.
 * @throws UsageError naming the option and its value
 */
export function checkOptions(options: HttpProberOptions): void {
  checkMs('cadenceMs', options.cadenceMs)
  checkMs('timeoutMs', options.timeoutMs)
  if (!options.env.GAMEDAY_RUN_ID)
    throw new UsageError('prober: env has no GAMEDAY_RUN_ID; pass the environment of the run')
  for (const target of options.targets) checkTarget(target)
}

/** @throws UsageError for anything but a positive number of milliseconds */
export function checkMs(name: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0)
    throw new UsageError(`prober: ${name} is ${value}; it must be a positive number of milliseconds`)
}

/** @throws UsageError when the path or a header would break the request apart */
export function checkTarget(target: ProbeTarget): void {
  const { host, path, headers, method = 'GET' } = target
  if (!/^\/[!-~]*$/.test(path))
    throw new UsageError(
      `prober: path ${JSON.stringify(path)} of host ${host} must begin with / and hold no blanks`,
    )
  if (!/^[A-Z]+$/.test(method))
    throw new UsageError(`prober: method ${JSON.stringify(method)} of host ${host} must be capital letters`)
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w-]+$/.test(name) || /[\r\n\0]/.test(value))
      throw new UsageError(`prober: header ${JSON.stringify(name)} of host ${host} cannot be sent`)
  }
}
