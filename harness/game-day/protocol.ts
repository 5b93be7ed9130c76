/**
 * What the game-day and its viewers say to each other, as JSON: over a WebSocket to a page, over the socket in the run's folder to a
 * command. Times are milliseconds since the game-day began, of one clock. Types only: the page is made of them, too.
 */

/** What somebody may look at and do. An observer sees no hidden fault until the end, marks and notes, and breaks nothing. */
export type Role = 'facilitator' | 'observer'

/** How far it has come. `live`: faults may be injected. */
export type Stage = 'starting' | 'steady' | 'live' | 'ending' | 'ended' | 'failed'

export interface About {
  readonly runId: string
  /** What was started: the name of the system, or the id of the scenario. */
  readonly name: string
  readonly variant: string
  readonly runtime: string
  readonly profile: string
  /** Real time = the system's own time × factor. */
  readonly factor: number
  /** ISO 8601, when it began. */
  readonly startedAt: string
  /** What we believe that the system does; empty: nobody said. */
  readonly hypothesis: string
  /** An automatic run that is watched: nothing can be injected. */
  readonly watching: boolean
  readonly role: Role
}

export interface TopologyNode {
  readonly name: string
  readonly role: string
}

export interface TopologyLink {
  readonly name: string
  readonly from: string
  readonly to: string
}

export interface ServiceState {
  readonly name: string
  readonly state: 'starting' | 'running' | 'paused' | 'stopped'
  readonly since: number
  /** How often it has been started. */
  readonly incarnation: number
}

/** A parameter of a fault, as a form or an option asks for it. */
export interface ParameterForm {
  readonly name: string
  readonly about: string
  /** `duration`: as in 200ms, 1.5s, 2m. */
  readonly type: 'duration' | 'number' | 'text' | 'choice'
  readonly choices?: readonly string[]
  readonly required: boolean
  /** To begin with; where it is required, an example. */
  readonly value?: string
}

/** A kind of fault that can be injected by hand. */
export interface FaultForm {
  /** As scenarios and commands call it: `latency`. */
  readonly name: string
  readonly about: string
  readonly colour: string
  readonly on: 'service' | 'link'
  /** Names of services or links that it can be aimed at. */
  readonly targets: readonly string[]
  readonly parameters: readonly ParameterForm[]
  /** `restart`: healing it starts the service again. `none`: it is over as soon as it has acted. */
  readonly healing: 'undo' | 'restart' | 'none'
}

export interface LiveFault {
  readonly id: string
  readonly fault: string
  readonly target: string
  /** `gone`: it ended without having been seen to act. */
  readonly state: 'requested' | 'observed' | 'healed' | 'gone'
  /** What was asked for, then what was seen, then why it was not seen. */
  readonly detail: string
  readonly colour: string
  /** Empty: the scenario itself. */
  readonly by: string
  readonly from: number
  readonly observedAt?: number
  readonly until?: number
  /** When it is going to be healed by itself. */
  readonly due?: number
  /** Only facilitators see it before the end. */
  readonly hidden: boolean
}

/** A line of the log of the game-day: what people did and wrote, and what the system's services did. */
export interface LogEntry {
  readonly id: number
  readonly at: number
  /** Empty: the harness. */
  readonly by: string
  readonly kind:
    | 'inject'
    | 'act'
    | 'heal'
    | 'mark'
    | 'note'
    | 'service'
    | 'stage'
    | 'refused'
    | 'trouble'
    | 'guard'
  readonly text: string
}

/** A line that a service printed; secrets are masked, control characters shown as escapes. */
export interface ServiceLine {
  readonly at: number
  readonly service: string
  readonly text: string
}

/** A chart: lines over one time axis. */
export interface Chart {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly lines: readonly string[]
}

/** Points of a chart from a moment on; they take the place of those from that moment on that the viewer has. */
export interface Points {
  /** Ends of the time buckets, ms; those before the first stay as they are. */
  readonly at: readonly number[]
  /** One row per line of the chart, one value per bucket; null: nothing was seen. */
  readonly values: readonly (readonly (number | null)[])[]
}

/** A limit that nothing may pass while people break things: past it, everything is healed at once. */
export interface GuardState {
  /** As it is written: `failed < 50 %`. */
  readonly guard: string
  /** What its value is, in words. */
  readonly name: string
  readonly op: '<' | '<=' | '>' | '>='
  readonly value: number | null
  /** The value that came nearest to the limit so far, or passed it by most. */
  readonly worst: number | null
  /** Why there is no value. */
  readonly reason?: string
  readonly limit: number
  readonly unit: string
  readonly tripped: boolean
}

/** Everything so far: the first message to a viewer, and again to one that could not keep up. */
export interface Snapshot {
  readonly type: 'snapshot'
  readonly about: About
  readonly now: number
  readonly stage: Stage
  readonly nodes: readonly TopologyNode[]
  readonly links: readonly TopologyLink[]
  readonly services: readonly ServiceState[]
  readonly catalogue: readonly FaultForm[]
  readonly charts: readonly Chart[]
  readonly points: Readonly<Record<string, Points>>
  readonly faults: readonly LiveFault[]
  readonly log: readonly LogEntry[]
  /** The newest, at most 500. */
  readonly lines: readonly ServiceLine[]
  readonly guard: readonly GuardState[]
  readonly viewers: number
  /** Where the report is, once it has ended. */
  readonly report?: string
}

/** What is new since the message before; a part that is left out has not changed. At most ten a second. */
export interface Delta {
  readonly type: 'delta'
  readonly now: number
  readonly stage?: Stage
  /** Those that changed, whole; found by name. */
  readonly services?: readonly ServiceState[]
  /** All of them: a chart came. */
  readonly charts?: readonly Chart[]
  readonly points?: Readonly<Record<string, Points>>
  /** Those that changed, whole; found by id. */
  readonly faults?: readonly LiveFault[]
  /** New ones. */
  readonly log?: readonly LogEntry[]
  /** New ones. */
  readonly lines?: readonly ServiceLine[]
  readonly guard?: readonly GuardState[]
  readonly viewers?: number
  readonly report?: string
}

/** What somebody asks for. `by`: who it is. */
export type Command =
  | {
      readonly do: 'inject'
      readonly by: string
      readonly fault: string
      readonly target: string
      readonly parameters: Readonly<Record<string, string>>
      /** Heal it after so long, real time. Absent: until somebody heals it. */
      readonly for?: string
      /** What the one who injects expects to happen. */
      readonly expect?: string
    }
  /** Without `id`: everything. */
  | { readonly do: 'heal'; readonly by: string; readonly id?: string }
  | { readonly do: 'mark'; readonly by: string; readonly text: string }
  | { readonly do: 'note'; readonly by: string; readonly text: string }
  | { readonly do: 'status'; readonly by: string }
  | { readonly do: 'end'; readonly by: string }

/** From a viewer. `id` comes back with the answer. */
export interface Request {
  readonly type: 'command'
  readonly id: number
  readonly command: Command
}

/** The answer to a command. What was refused has changed nothing; `error` is one line that says what to do. */
export type Reply =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly text: string }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: string }

export type ServerMessage = Snapshot | Delta | Reply
