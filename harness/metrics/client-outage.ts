import { z } from 'zod'
import { type BlindStretch, blindStretches, looked } from '../analysis/blind.ts'
import { byHost } from '../analysis/by-host.ts'
import { onsetBefore } from '../analysis/faults.ts'
import { cannotTell, defineMetric, param } from '../analysis/metric.ts'
import { msBetween } from '../analysis/moments.ts'
import { cadenceMs, probesDue } from '../analysis/probes-due.ts'
import { statOf, statSchema, type Timed } from '../analysis/stat.ts'
import { greatest } from '../extremes.ts'
import type { EventOf, JournalEvent } from '../journal/events.ts'

type Probe = EventOf<'probe'>

const params = z.strictObject({
  since: param.moment,
  until: param.moment,
  hosts: param.hosts,
  probe: param.probe,
  stat: statSchema,
})
type Watch = Omit<z.output<typeof params>, 'stat'>

/**
 * `client-outage`: each host's longest stretch from a failed probe due in [since, until] to the next good one, by the moments at which
 * they were due; also one that began before, by the fault that acts at `since`. A stretch that has begun counts to its end, also after
 * `until`. 0 for a host without a failed probe; null for one that had no good probe after a failed one. It is uncertain by the time
 * between two probes of a host, and by what it would be if no host had answered, or all had, wherever nobody asked.
 */
export const clientOutage = defineMetric('client-outage', params, (events, { stat, ...rest }) => {
  const watched = probesOfWatch(events, rest)
  if ('reason' in watched) return cannotTell('ms', watched.reason)
  const from = watched.start
  const blind = byHost(blindStretches(events, { ...rest, from, to: rest.until }))
  const longest = [...watched.byHost].map(([host, own]) =>
    longestOf(host, own, { from, until: rest.until, blind: blind.get(host) ?? [] }),
  )
  const to = greatest(
    longest.map(({ end }) => end),
    rest.until,
  )
  return { ...statOf(longest, stat, watched.cadence, 'no good probe after a failed one'), span: [from, to] }
})

interface Look {
  readonly due: number
  readonly ok: boolean
  readonly note?: string | number | undefined
}

interface HostWatch {
  readonly from: number
  readonly until: number
  readonly blind: readonly BlindStretch[]
}

/** Of all probes from the beginning of the watch on; no stretch begins after `until`. */
function longestOf(host: string, probes: readonly Probe[], watch: HostWatch): Timed & { end: number } {
  const looks = probes.map(
    ({ due, ok, error, status }): Look => ({
      due,
      ok,
      note: error ?? (status && `status ${status}`),
    }),
  )
  const seen = stretchesOf(looks, watch.until)
  const least = stretchesOf(withBlind(looks, watch, true), watch.until)
  const most = stretchesOf(withBlind(looks, watch, false), watch.until)
  const shown = seen.open ?? seen.longest
  const stretch = { at: shown.from, ...(shown.note && { note: String(shown.note) }) }
  return {
    host,
    ms: seen.open ? null : shown.ms,
    // Where one has no end, an earlier one may have been longer than what was watched of it.
    leastMs: least.longest.ms,
    ...(!seen.open && { mostMs: most.longest.ms }),
    ...(shown.from !== undefined && { ...stretch, at: shown.from }),
    end: shown.to,
  }
}

/** The looks, as if the host had answered, or not, from the last one before each blind stretch to the next. */
function withBlind(looks: readonly Look[], { blind, until }: HostWatch, ok: boolean): Look[] {
  const last = looks.at(-1)?.due ?? -Infinity
  const made = blind.flatMap(({ from, to }): Look[] => {
    // After the last look nothing ends the stretch but the end of the watch.
    const ends = from >= last && !ok ? [{ due: Math.max(to, until), ok: true }] : []
    return [{ due: from, ok }, ...ends]
  })
  return [...looks, ...made].sort((a, b) => a.due - b.due)
}

interface Stretch {
  readonly ms: number
  readonly from?: number
  readonly to: number
  readonly note?: Look['note']
}

interface Stretches {
  readonly longest: Stretch
  /** The last, where it had not ended at the last look. */
  readonly open?: Stretch
}

function stretchesOf(looks: readonly Look[], until: number): Stretches {
  let longest: Stretch = { ms: 0, to: -Infinity }
  let first: Look | undefined
  const close = (to: number): Stretch => {
    const stretch = { ms: msBetween(first!.due, to), from: first!.due, to, note: first!.note }
    if (stretch.ms > longest.ms) longest = stretch
    return stretch
  }
  for (const look of looks) {
    if (!look.ok && look.due <= until) first ??= look
    else if (look.ok && first) {
      close(look.due)
      first = undefined
    }
  }
  const open = first && close(looks.at(-1)!.due)
  return { longest, ...(open && { open }) }
}

/**
 * Each host's probes from the onset of what is watched on, also those due after its end, for outages that last longer: of the hosts
 * with one due in the watch, and their usual gap in it, ms. A reason when there is none, or none of a host that is asked for.
 */
function probesOfWatch(events: readonly JournalEvent[], { since, until, hosts, probe }: Watch) {
  const start = Math.min(since, onsetBefore(events, since))
  const all = probesDue(events, { from: start, to: Number.POSITIVE_INFINITY, hosts, probe }).filter(looked)
  const watched = byHost(all.filter(({ due }) => due >= since && due <= until))
  if (watched.size === 0) return { reason: 'no probe was due in the time watched' }
  const unseen = hosts?.find((host) => !watched.has(host))
  if (unseen) return { reason: `no probe of ${unseen} was due in the time watched` }
  const own = byHost(all.filter(({ host }) => watched.has(host)))
  return { start, byHost: own, cadence: cadenceMs(watched) }
}
