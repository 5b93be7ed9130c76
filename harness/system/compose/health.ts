import type { ContainerSettings } from '../../runtime/runtime.ts'
import type { ComposeService } from './normal.ts'
import { milliseconds } from './units.ts'
import type { Value } from './values.ts'

/** Docker's own. */
const defaults = { intervalMs: 30_000, timeoutMs: 30_000, retries: 3, startMs: 0 }
const NS_PER_MS = 1e6

/** Beyond what the check itself allows: a busy machine. */
const SLACK_MS = 30_000

type Health = Pick<ComposeService, 'health' | 'healthMs'> & {
  readonly create: Pick<ContainerSettings['create'], 'Healthcheck'>
}

/** The health check, which the engine itself carries out. */
export function readHealth(service: Value): Health {
  const check = service.at('healthcheck')
  const test = check.at('test')
  const off = check.at('disable').flag() || (test.isList() && test.texts()[0] === 'NONE')
  if (off) return { health: 'none', healthMs: SLACK_MS, create: { Healthcheck: { Test: ['NONE'] } } }
  const ms = (key: string, otherwise: number) =>
    check.at(key).there ? milliseconds(check.at(key)) : otherwise
  const interval = ms('interval', defaults.intervalMs)
  const timeout = ms('timeout', defaults.timeoutMs)
  const retries = check.at('retries').numberIfThere() ?? defaults.retries
  const start = ms('start_period', defaults.startMs)
  if (check.at('start_interval').there)
    check.at('start_interval').leaveOut('older engines do not know it: `interval` counts from the start')
  const healthMs = start + (interval + timeout) * retries + SLACK_MS
  if (!check.there) return { health: 'image', healthMs, create: {} }
  return {
    health: test.there ? 'file' : 'image',
    healthMs,
    create: {
      Healthcheck: {
        ...(test.there && { Test: testOf(test) }),
        Interval: interval * NS_PER_MS,
        Timeout: timeout * NS_PER_MS,
        Retries: retries,
        StartPeriod: start * NS_PER_MS,
      },
    },
  }
}

function testOf(test: Value): string[] {
  if (!test.isList()) return ['CMD-SHELL', test.text()]
  const words = test.texts()
  if (words[0] !== 'CMD' && words[0] !== 'CMD-SHELL') return test.refuse('begins with CMD, CMD-SHELL or NONE')
  return words
}
