import { setTimeout as sleep } from 'node:timers/promises'
import { NS_PER_MS, now } from '../journal/clock.ts'
import type { HttpProber } from '../probes/http-prober/prober.ts'
import type { Service } from '../runtime/runtime.ts'
import { waitUntil } from '../runtime/wait-until.ts'
import { isAnswered } from './answered.ts'
import type { SystemDefinition } from './definition.ts'
import type { Seen } from './log-steps.ts'
import type { SteadyState } from './system.ts'

/** Answers in a row of a probe that make it steady, where it does not say. */
const ANSWERS = 20

export interface SteadyParts {
  readonly definition: SystemDefinition
  readonly services: ReadonlyMap<string, Service>
  readonly probers: ReadonlyMap<string, HttpProber>
  /** Answers in a row, by probe; the proof begins to count again. */
  readonly answers: Map<string, number>
  readonly seen: Seen
  /** Whether a preset answers in its own protocol now, by service. */
  readonly presets: ReadonlyMap<string, () => Promise<boolean>>
}

/**
 * Waits until every service runs that is not meant to end, every preset answers, every client is connected, each probe was answered as often in a row as it says from now on, and of each operation one has
 * come to its last step from now on.
 */
export async function waitForSteady(
  parts: SteadyParts,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<SteadyState> {
  const { definition, seen, answers } = parts
  const began = now()
  answers.clear()
  const done = new Map([...seen.steps].map(([name, steps]) => [name, [...steps.values()].at(-1)!.size]))
  const mute = new Set(parts.presets.keys())
  const over = new AbortController()
  for (const name of mute)
    void untilAnswering(parts.presets.get(name)!, over.signal).then(() => mute.delete(name))
  const missing = () => [...whatIsMissing(parts, done), ...[...mute].map((name) => `${name} does not answer`)]
  const ok = await waitUntil(() => missing().length === 0, { limitMs: timeoutMs, signal }).finally(() =>
    over.abort(),
  )
  const wanted = definition.clients?.count ?? 0
  return {
    ok,
    hosts: wanted,
    registered: seen.connected.size,
    entries: seen.connected.size,
    answered: parts.probers.size,
    tookMs: (now() - began) / NS_PER_MS,
    ...(ok ? {} : { reason: missing().join('; ') }),
  }
}

/** Real ms between two questions to a preset that does not answer yet. */
const ASK_MS = 20

async function untilAnswering(answers: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await answers())) await sleep(ASK_MS)
}

function whatIsMissing(
  { definition, services, probers, answers, seen }: SteadyParts,
  done: ReadonlyMap<string, number>,
): string[] {
  const down = [...services.values()]
    .filter(({ running, spec }) => !running && spec.ready.by !== 'exit')
    .map(({ name }) => `${name} does not run`)
  const silent = [...probers].flatMap(([name, prober]) => {
    const good = answers.get(name) ?? 0
    const last = prober.latest.get(name)
    const { answers: asked = ANSWERS } = definition.probes?.[name] ?? {}
    if (good >= asked && last && isAnswered(last)) return []
    const why = last && !isAnswered(last) ? `, the last one: ${last.error ?? `status ${last.status}`}` : ''
    return `probe ${name}: ${good} of ${asked} answers${why}`
  })
  const wanted = definition.clients?.count ?? 0
  const away = seen.connected.size < wanted ? [`${seen.connected.size} of ${wanted} clients connected`] : []
  const still = [...seen.steps]
    .filter(([name, steps]) => [...steps.values()].at(-1)!.size <= done.get(name)!)
    .map(([name, steps]) => `no ${name} came to ${[...steps.keys()].at(-1)}`)
  return [...down, ...away, ...silent, ...still]
}
