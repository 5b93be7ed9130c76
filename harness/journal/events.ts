import { z } from 'zod'
import { defineEvent, type EventKinds, eventKinds } from './event-kinds.ts'
import './check-event.ts'
import './game-day-events.ts'
import './guard-events.ts'
import './clock-event.ts'
import './resource-events.ts'
import './store-events.ts'
import './stream-events.ts'
import './system-events.ts'
import './target-events.ts'

/**
 * Version of the event schema; a journal of another version is refused by the reader. 2: every line has a checksum, the
 * verdict a seal, and the checks are planned. 3: its words are metric, uncertainty and variant.
 */
export const SCHEMA_VERSION = 3

export const verdicts = ['passed', 'failed', 'inconclusive', 'skipped', 'stopped'] as const
export type Verdict = (typeof verdicts)[number]

export const runtimeKinds = ['processes', 'containers', 'swarm'] as const
/** What services run in: processes of this machine, containers of one engine, or of the engines of a swarm. */
export type RuntimeKind = (typeof runtimeKinds)[number]

export const phases = ['setup', 'steady', 'inject', 'recover', 'verify', 'teardown'] as const
export type Phase = (typeof phases)[number]

/** First line of every journal: what was run, where and with what. */
const header = defineEvent('header', {
  schema: z.number(),
  runId: z.string(),
  scenario: z.string(),
  title: z.string(),
  hypothesis: z.string(),
  source: z.string(),
  system: z.string(),
  /** `current`, the name of another variant, or of a target. */
  variant: z.string(),
  /** Name of the target whose programs ran; then it is the variant, too. Absent: the programs of this repository. */
  target: z.string().optional(),
  /** What can be known of its fleet; metrics made of anything else are not available. Absent: everything. */
  reports: z.array(z.string()).optional(),
  /** What the target declares as not reported: checks that are made of it are not applicable. */
  notReported: z.array(z.string()).optional(),
  /** What a reader must know of the target. */
  remarks: z.array(z.string()).optional(),
  /** Former names of `reports` and `notReported`. */
  tells: z.array(z.string()).optional(),
  tellsNot: z.array(z.string()).optional(),
  /** Files of the user's own that define kinds of events, metrics or charts, from the folder in which gameday was started. */
  definedIn: z.array(z.string()).optional(),
  /** Name of the check that the scenario is about; absent: none is declared. */
  headline: z.string().optional(),
  /** Availability that its system promises, %, and over how many days; absent: none is declared. */
  slo: z.object({ percent: z.number().min(0).lt(100), days: z.number().positive() }).optional(),
  /** Names of the checks that a broken variant must fail; empty on the current version. */
  failsOn: z.array(z.string()),
  runtime: z.enum(runtimeKinds),
  /** Why that runtime was chosen. */
  runtimeReason: z.string(),
  profile: z.string(),
  /** Real time = scenario time × factor. */
  factor: z.number().positive(),
  /** The system's programs do not know the factor: it is 1, in every profile. */
  realTime: z.literal(true).optional(),
  /** Seed of the run; this scenario's own moments and jitter derive from it. */
  seed: z.number(),
  hosts: z.number(),
  /** What `hosts` counts, where it is not hosts: `VM`. */
  hostsAre: z.string().optional(),
  repetition: z.number(),
  /** Why earlier attempts at the same were inconclusive, oldest first; absent: this is the first. */
  earlierAttempts: z.array(z.string()).optional(),
  /** Wall clock at `at`, ISO 8601, for people only. */
  wallClock: z.string(),
  environment: z.record(z.string(), z.string()),
  /** Services and links, for the topology drawing. */
  topology: z
    .object({
      nodes: z.array(z.object({ name: z.string(), role: z.string() })),
      links: z.array(z.object({ name: z.string(), from: z.string(), to: z.string() })),
    })
    .optional(),
  /** A metric seen before the fix, to set beside one's own (design: systems, metrics). */
  before: z.array(z.object({ check: z.string(), text: z.string() })).optional(),
})

const phase = defineEvent('phase', { phase: z.enum(phases) })

/**
 * A fault's life. `observed` must say how it was seen to act; a fault without it gives the verdict `inconclusive`. `acting`: it acts, and whether
 * by as much as was asked for shows when it is healed.
 */
const fault = defineEvent('fault', {
  id: z.string(),
  fault: z.string(),
  /** Service or link the fault was aimed at. */
  target: z.string(),
  state: z.enum(['requested', 'acting', 'observed', 'healed']),
  detail: z.string(),
  /** Shade of the fault in plots: any CSS colour. */
  colour: z.string(),
  /** Of the onset that `observed` says, and of the end that `healed` says, where that takes a while. */
  uncertaintyNs: z.number().optional(),
  /** Connections on which it acted, as the proxies of the link counted them together. */
  connections: z.number().optional(),
})

/** Life of one incarnation of a service. Spawned, ready and accepting are three different moments. */
const service = defineEvent('service', {
  service: z.string(),
  incarnation: z.number(),
  state: z.enum(['spawned', 'ready', 'accepting', 'signalled', 'exited', 'paused', 'resumed']),
  signal: z.string().optional(),
  /** Exit code; 128 + signal number when killed by a signal, as a shell reports it. */
  code: z.number().optional(),
  /** True when the harness had to send SIGKILL after the kill timeout. */
  forced: z.boolean().optional(),
  pid: z.number().optional(),
  /** Of several engines, the one that it was spawned on: `node-1` is the manager. */
  node: z.string().optional(),
  uncertaintyNs: z.number().optional(),
})

/** One probe, open loop: `due` is the scheduled send time and the one that counts; `at` is when it ended. */
const probe = defineEvent(
  'probe',
  {
    probe: z.string(),
    host: z.string(),
    due: z.number(),
    sent: z.number(),
    /** 200 with the expected body and no replay header. */
    ok: z.boolean(),
    status: z.number().optional(),
    /** Why it was not ok: errno, `timeout`, `body`, `replay-header`. */
    error: z.string().optional(),
    /** Relays that the edge sent it to, in order: `relay-2>relay-1`. */
    path: z.string().optional(),
    /** What was sent, where it can be distinguished: the idempotency key of a delivery. */
    id: z.string().optional(),
    /** Of what was sent with it: body, content type and signature. */
    digest: z.string().optional(),
  },
  { stampedBy: 'prober' },
)

/** Probes that were due but not sent (the prober itself was late or full): counted, never dropped. */
const probesMissed = defineEvent('probes-missed', { probe: z.string(), count: z.number() })

/** What a link's proxy had counted when it was asked on purpose. `at`: when it was sent. */
const linkRead = defineEvent('link-read', {
  link: z.string(),
  label: z.string(),
  /** Round trips since the proxy was made, where it counts them. */
  turns: z.number().optional(),
  doneAt: z.number(),
})

/** The steady state was proved (or not) before or after the fault. */
const steady = defineEvent('steady', {
  when: z.enum(['before', 'after']),
  ok: z.boolean(),
  hosts: z.number(),
  /** Relay fleet only. */
  registered: z.number().optional(),
  entries: z.number().optional(),
  answered: z.number(),
  tookMs: z.number(),
  reason: z.string().optional(),
})

/** A named moment, drawn on the timeline: chosen by the scenario or, in a game-day, by somebody. */
const mark = defineEvent('mark', { name: z.string(), by: z.string().optional() })

/** What a reader of the report must know of how an execution was watched. */
const remark = defineEvent('remark', { text: z.string() })

/** Something that the seed decided. Two runs of one seed have the same plan. */
const plan = defineEvent('plan', { what: z.string(), value: z.number() })

/** Lines of a service's incarnation that hold a text, looked for on purpose: what a program says of itself at its end. */
const logExcerpt = defineEvent('log-excerpt', {
  service: z.string(),
  incarnation: z.number(),
  text: z.string(),
  lines: z.array(z.string()),
})

/** The harness could not do or see something; gives `inconclusive` unless it happened in teardown. */
const trouble = defineEvent('trouble', {
  phase: z.enum(phases),
  message: z.string(),
})

/**
 * The checks that the body will make, in the order in which it makes them, found by going through it before it begins. A
 * name stands as often as the check is made.
 */
const checksPlanned = defineEvent('checks-planned', {
  names: z.array(z.string()),
  /** Why there may be more than these: a name or a loop depends on what the system does. Absent: these are all. */
  open: z.string().optional(),
})

/** Last line of a journal whose scenario came to an end. The writer adds the seal of all lines (seal.ts). */
const verdict = defineEvent('verdict', {
  verdict: z.enum(verdicts),
  /** Broken variants only: did every named check fail? */
  detected: z.boolean().optional(),
  reason: z.string().optional(),
})

/** The kinds of this folder: all others are those of systems, and of readers. */
const kindsOfEverySystem: ReadonlySet<string> = new Set(eventKinds())

/** Whether an event is of a kind that a system, or a reader, has defined for itself. */
export const isOwnKind = ({ kind }: { readonly kind: string }): boolean => !kindsOfEverySystem.has(kind)

/** Any event of a journal, of whichever kind. */
export type JournalEvent = EventKinds[keyof EventKinds]
export type EventKind = JournalEvent['kind']
/** An event of one kind, by the kind's name. */
export type EventOf<K extends EventKind> = EventKinds[K]
export type Header = EventOf<'header'>

/** An event before the journal stamped it: `at` may be left out and is then the moment of writing. */
export type NewEvent = { [K in EventKind]: Omit<EventOf<K>, 'at'> & { at?: number } }[EventKind]

export type { Json } from './check-event.ts'
export { eventsOf } from './events-of.ts'

declare module './event-kinds.ts' {
  interface EventKinds {
    header: z.infer<typeof header>
    phase: z.infer<typeof phase>
    fault: z.infer<typeof fault>
    service: z.infer<typeof service>
    probe: z.infer<typeof probe>
    'probes-missed': z.infer<typeof probesMissed>
    'link-read': z.infer<typeof linkRead>
    steady: z.infer<typeof steady>
    mark: z.infer<typeof mark>
    remark: z.infer<typeof remark>
    plan: z.infer<typeof plan>
    'log-excerpt': z.infer<typeof logExcerpt>
    trouble: z.infer<typeof trouble>
    'checks-planned': z.infer<typeof checksPlanned>
    verdict: z.infer<typeof verdict>
  }
}
