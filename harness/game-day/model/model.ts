import { NS_PER_MS } from '../../journal/clock.ts'
import type { EventOf, Header, JournalEvent } from '../../journal/events.ts'
import { quotableLine } from '../../plain-text.ts'
import { isProxy } from '../../runtime/links.ts'
import type {
  About,
  Delta,
  FaultForm,
  GuardState,
  LiveFault,
  LogEntry,
  Role,
  ServiceLine,
  ServiceState,
  Snapshot,
  Stage,
} from '../protocol.ts'
import { faultAfter, type Injected } from './faults.ts'
import { Series } from './series.ts'
import { serviceAfter, wordsOf } from './services.ts'

/** Lines of services that a viewer who comes late still gets. */
const LINES_MAX = 500
/** Entries of the log of the game-day that are kept; the journal has all of them. */
const LOG_MAX = 5_000
/** Lines of services that are told at once: a service that floods its log must not hold up the rest. */
const LINES_AT_ONCE = 200

/** What has changed since viewers were told last. */
class Changes {
  readonly services = new Set<string>()
  readonly faults = new Set<string>()
  log = 0
  lines = 0
  stage = false
  guard = false
  viewers = false
  series: 'nothing' | 'one more' | 'all' = 'nothing'
}

/** The state of a game-day as viewers see it, made of its journal's events. Bounded, whatever its length. */
export class Model {
  readonly #series = new Series()
  readonly #services = new Map<string, ServiceState>()
  readonly #faults = new Map<string, LiveFault>()
  readonly #injected = new Map<string, Injected>()
  #log: (LogEntry & { readonly hidden?: true })[] = []
  #lines: ServiceLine[] = []
  #lastEntry = 0
  #header: Header | undefined
  #zero: number
  #stage: Stage = 'starting'
  #changes = new Changes()
  #guard: readonly GuardState[] = []
  #viewers = 0
  #report: string | undefined
  /** Faults that can be injected; none in a run that is only watched. */
  catalogue: readonly FaultForm[] = []
  readonly #about: Omit<About, 'role'>

  /** @param zero monotonic ns, the beginning of its time */
  constructor(about: Omit<About, 'role'>, zero: number) {
    this.#about = about
    this.#zero = zero
  }

  get stage(): Stage {
    return this.#stage
  }

  get services(): readonly ServiceState[] {
    return [...this.#services.values()]
  }

  get faults(): readonly LiveFault[] {
    return [...this.#faults.values()]
  }

  /** ms since its beginning. @param at monotonic ns */
  ms(at: number): number {
    return Math.round((at - this.#zero) / NS_PER_MS)
  }

  take(event: JournalEvent): void {
    this.#series.take(event)
    const at = this.ms(event.at)
    if (event.kind === 'header') this.#begin(event)
    if (event.kind === 'service') this.#takeService(event, at)
    if (event.kind === 'fault') this.#takeFault(event, at)
    if (event.kind === 'game-day') this.#takeDeed(event, at)
    if (event.kind === 'mark') this.#say({ at, by: event.by ?? '', kind: 'mark', text: event.name })
    if (event.kind === 'trouble') this.#say({ at, by: '', kind: 'trouble', text: event.message })
    // Of a game-day the report comes after it, and ends it.
    if (event.kind === 'verdict' && this.#about.watching) this.enter('ended')
    const stage = stageAfter(this.#stage, event)
    if (stage && stage !== this.#stage) {
      this.enter(stage)
      this.#say({ at, by: '', kind: 'stage', text: stageWords(stage, event) })
    }
  }

  enter(stage: Stage): void {
    this.#stage = stage
    this.#changes.stage = true
  }

  /** What was written before anybody looked has its own time. */
  #begin(header: Header): void {
    this.#header = header
    this.#zero = Math.min(this.#zero, header.at)
  }

  /** Who injected a fault, before its events come. */
  attribute(id: string, injected: Injected): void {
    this.#injected.set(id, injected)
    const fault = this.#faults.get(id)
    if (fault) this.#setFault({ ...fault, ...injected })
  }

  /** When a fault is going to be healed by itself. @param due ms; undefined: no longer */
  setDue(id: string, due: number | undefined): void {
    const fault = this.#faults.get(id)
    if (!fault) return
    const { due: _, ...rest } = fault
    this.#setFault(due === undefined ? rest : { ...rest, due })
  }

  line(at: number, service: string, text: string): void {
    if (this.#changes.lines >= LINES_AT_ONCE) return
    this.#lines.push({ at: this.ms(at), service, text: quotableLine(text).slice(0, 400) })
    this.#changes.lines++
    if (this.#lines.length > 2 * LINES_MAX) this.#lines = this.#lines.slice(-LINES_MAX)
  }

  guard(states: readonly GuardState[]): void {
    this.#guard = states
    this.#changes.guard = true
  }

  set viewers(count: number) {
    this.#viewers = count
    this.#changes.viewers = true
  }

  /** It is over and reported: everything may be seen. @param report where the report is */
  end(report: string | undefined): void {
    this.#report = report
    this.enter('ended')
  }

  tick(at: number): void {
    if (this.#stage === 'ended') return
    const told = this.#series.tick(this.ms(at))
    if (told === 'all' || this.#changes.series === 'nothing') this.#changes.series = told
    else if (told === 'one more') this.#changes.series = 'all'
  }

  snapshot(role: Role, at: number): Snapshot {
    const { nodes = [], links = [] } = this.#header?.topology ?? {}
    return {
      type: 'snapshot',
      about: { ...this.#about, role },
      now: this.ms(at),
      stage: this.#stage,
      nodes,
      links,
      services: this.services,
      catalogue: role === 'facilitator' ? this.catalogue : [],
      charts: this.#series.charts(),
      points: this.#series.points(),
      faults: this.faults.filter((fault) => this.#shows(role, fault)),
      log: this.#log.filter((entry) => this.#shows(role, entry)).map(withoutHidden),
      lines: this.#lines.slice(-LINES_MAX),
      guard: this.#guard,
      viewers: this.#viewers,
      ...(this.#report !== undefined && { report: this.#report }),
    }
  }

  /** What has changed since the last call, for each role. */
  delta(at: number): Record<Role, Delta> {
    const changes = this.#changes
    this.#changes = new Changes()
    const common = {
      type: 'delta' as const,
      now: this.ms(at),
      ...(changes.stage && { stage: this.#stage }),
      ...(changes.services.size > 0 && {
        services: [...changes.services].map((name) => this.#services.get(name)!),
      }),
      ...(changes.series === 'all' && { charts: this.#series.charts(), points: this.#series.points() }),
      ...(changes.series === 'one more' && { points: this.#series.points(1) }),
      ...(changes.lines > 0 && { lines: this.#lines.slice(-changes.lines) }),
      ...(changes.guard && { guard: this.#guard }),
      ...(changes.viewers && { viewers: this.#viewers }),
      ...(this.#report !== undefined && { report: this.#report }),
    }
    const of = (role: Role): Delta => {
      const faults = [...changes.faults]
        .map((id) => this.#faults.get(id)!)
        .filter((fault) => this.#shows(role, fault))
      const log = (changes.log > 0 ? this.#log.slice(-changes.log) : []).filter((entry) =>
        this.#shows(role, entry),
      )
      return {
        ...common,
        ...(faults.length > 0 && { faults }),
        ...(log.length > 0 && { log: log.map(withoutHidden) }),
      }
    }
    return { facilitator: of('facilitator'), observer: of('observer') }
  }

  #shows(role: Role, { hidden }: { readonly hidden?: boolean }): boolean {
    return role === 'facilitator' || !hidden || this.#stage === 'ended'
  }

  #takeService(event: EventOf<'service'>, at: number): void {
    // The proxies are the links.
    if (isProxy(event.service)) return
    const next = serviceAfter(this.#services.get(event.service), event, at)
    if (next) {
      this.#services.set(next.name, next)
      this.#changes.services.add(next.name)
    }
    const text = wordsOf(event)
    if (text && this.#stage !== 'starting' && this.#stage !== 'ending')
      this.#say({ at, by: '', kind: 'service', text })
  }

  #takeFault(event: EventOf<'fault'>, at: number): void {
    const before = this.#faults.get(event.id)
    const injected = this.#injected.get(event.id)
    const fault = faultAfter(before, event, at, injected)
    this.#setFault(fault)
    if (event.state === 'requested') return
    const seen =
      event.state === 'observed' || event.state === 'acting' ? `${event.id} acts: ${event.detail}` : undefined
    const healed = event.detail ? `${event.id} is over; no evidence: ${event.detail}` : `${event.id} is over`
    this.#say({
      at,
      by: '',
      kind: 'act',
      text: seen ?? healed,
      ...(fault.hidden && { hidden: true as const }),
    })
  }

  #takeDeed({ by, did, text, hidden }: EventOf<'game-day'>, at: number): void {
    const kind = did === 'end' ? 'stage' : did
    this.#say({ at, by, kind, text, ...(hidden && { hidden }) })
  }

  #setFault(fault: LiveFault): void {
    this.#faults.set(fault.id, fault)
    this.#changes.faults.add(fault.id)
  }

  #say(entry: Omit<LogEntry, 'id'> & { readonly hidden?: true }): void {
    this.#log.push({
      ...entry,
      text: quotableLine(entry.text),
      by: quotableLine(entry.by),
      id: ++this.#lastEntry,
    })
    this.#changes.log++
    if (this.#log.length > 2 * LOG_MAX) this.#log = this.#log.slice(-LOG_MAX)
  }
}

const withoutHidden = ({ hidden: _, ...entry }: LogEntry & { readonly hidden?: true }): LogEntry => entry

/** The stage that an event begins. Once it ends, what still comes opens none. */
function stageAfter(stage: Stage, event: JournalEvent): Stage | undefined {
  if (event.kind === 'steady' && event.when === 'before') return event.ok ? 'live' : 'failed'
  if (event.kind !== 'phase') return undefined
  if (event.phase === 'steady' && stage === 'starting') return 'steady'
  if (event.phase === 'verify') return 'ending'
  return event.phase === 'teardown'
    ? stage === 'failed' || stage === 'starting'
      ? 'failed'
      : 'ending'
    : undefined
}

function stageWords(stage: Stage, event: JournalEvent): string {
  if (stage === 'steady') return 'everything has started; proving the steady state'
  if (stage === 'live') return 'steady: the game-day begins'
  if (stage === 'failed')
    return event.kind === 'steady'
      ? `no steady state: ${event.reason ?? 'no reason given'}`
      : 'it could not be started'
  return 'everything is healed; proving the steady state again'
}
