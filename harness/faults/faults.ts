import type { Duration } from '../duration.ts'
import type { Link } from '../runtime/links.ts'
import type { Exit, Service } from '../runtime/runtime.ts'
import { answerErrors, type Refusing } from './answer-errors.ts'
import { cut } from './cut.ts'
import { type Duplicable, duplicateHost } from './duplicate-host.ts'
import { type AnswerFaker, type FakedAnswer, fakeAnswer } from './fake-answer.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { hang } from './hang.ts'
import { interruptRegistration, openSecondTunnel, type UnrulyHosts } from './host-sockets.ts'
import { hostsLeave, type Leavers } from './hosts-leave.ts'
import { kill } from './kill.ts'
import { type LatencyOptions, latency } from './latency.ts'
import { leave, type Visitors } from './leave.ts'
import { type Farewell, loseCloseFrame } from './lose-close-frame.ts'
import { type LostFile, loseFile } from './lose-file.ts'
import { type LoseNewFlowsOptions, loseNewFlows } from './lose-new-flows.ts'
import { type Overlap, overlap, type Twin } from './overlap.ts'
import { pause } from './pause.ts'
import { readSlowly, type SlowReaders } from './read-slowly.ts'
import { reset } from './reset.ts'
import { shed } from './shed.ts'
import { silence } from './silence.ts'
import { type StopFaultOptions, type StoppedExit, stop } from './stop.ts'
import { type TrickleOptions, trickle } from './trickle.ts'
import { type Crowd, visit } from './visit.ts'
import { type Intruders, wrongTokens } from './wrong-tokens.ts'

/** Anything with a service inside: a relay, a host process. Only what this run started can be aimed at. */
export interface Target {
  readonly service: Service
}

/** All faults that scenarios can inject. */
export interface Faults {
  stop(target: Target, options?: StopFaultOptions): Promise<StoppedExit>
  kill(target: Target): Promise<Exit>
  reset(link: Link): Promise<number>
  loseCloseFrame(link: Link, farewell: Farewell): Promise<OpenFault>
  latency(link: Link, options: LatencyOptions): Promise<OpenFault>
  cut(link: Link): Promise<OpenFault>
  hang(link: Link): Promise<OpenFault>
  silence(link: Link): Promise<OpenFault>
  duplicateHost(host: Duplicable): Promise<OpenFault>
  wrongTokens(intruders: Intruders): Promise<OpenFault>
  hostsLeave(leavers: Leavers): Promise<OpenFault>
  shed(target: Target): Promise<OpenFault>
  answerErrors(dependency: Refusing): Promise<OpenFault>
  overlap(original: Target, twin: Twin): Promise<Overlap>
  interruptRegistration(program: UnrulyHosts, hosts: readonly string[]): OpenFault
  openSecondTunnel(
    program: UnrulyHosts,
    hosts: readonly string[],
    options: { readonly closeFirstAfter: Duration },
  ): OpenFault
  fakeAnswer(link: Link, by: AnswerFaker, answer: FakedAnswer): Promise<OpenFault>
  pause(target: Target): Promise<OpenFault>
  leave(visitors: Visitors, target: Target): Promise<number>
  visit(crowd: Crowd, target: Target): Promise<void>
  readSlowly(readers: SlowReaders, target: Target): Promise<OpenFault>
  loseFile(target: Target, file: LostFile): Promise<OpenFault & { readonly at: number }>
  loseNewFlows(link: Link, options: LoseNewFlowsOptions): Promise<OpenFault>
  trickle(link: Link, options: TrickleOptions): Promise<OpenFault>
  /** Heals whatever is still open, newest first. */
  healAll(): Promise<void>
}

export function createFaults(context: FaultContext, factor: number): Faults {
  return {
    stop: ({ service }, options = {}) => stop(context, service, options, factor),
    kill: ({ service }) => kill(context, service),
    reset: (link) => reset(context, link),
    loseCloseFrame: (link, farewell) => loseCloseFrame(context, link, farewell),
    latency: (link, options) => latency(context, link, options, factor),
    cut: (link) => cut(context, link),
    hang: (link) => hang(context, link),
    silence: (link) => silence(context, link),
    duplicateHost: (host) => duplicateHost(context, host),
    wrongTokens: (intruders) => wrongTokens(context, intruders),
    hostsLeave: (leavers) => hostsLeave(context, leavers),
    shed: ({ service }) => shed(context, service),
    answerErrors: (dependency) => answerErrors(context, dependency),
    overlap: ({ service }, twin) => overlap(context, service, twin),
    interruptRegistration: (program, hosts) => interruptRegistration(context, program, hosts),
    openSecondTunnel: (program, hosts, options) => openSecondTunnel(context, program, hosts, options, factor),
    fakeAnswer: (link, by, answer) => fakeAnswer(context, link, by, answer),
    pause: ({ service }) => pause(context, service),
    leave: (visitors, { service }) => leave(context, visitors, service),
    visit: (crowd, { service }) => visit(context, crowd, service),
    readSlowly: (readers, { service }) => readSlowly(context, readers, service),
    loseFile: ({ service }, file) => loseFile(context, service, file),
    loseNewFlows: (link, options) => loseNewFlows(context, link, options),
    trickle: (link, options) => trickle(context, link, options, factor),
    healAll: async () => {
      const errors: unknown[] = []
      for (const fault of [...context.open].reverse())
        await fault.heal().catch((error: unknown) => errors.push(error))
      if (errors.length > 0) throw new AggregateError(errors, `${errors.length} faults could not be healed`)
    },
  }
}
