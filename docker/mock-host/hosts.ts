import { log } from '../relay/log.ts'
import type { HostConfig } from './config.ts'
import type { HostAssignment, ToMockHost } from './control.ts'
import type { EventStream } from './event-stream.ts'
import { Host } from './host.ts'
import { seededRandom } from './random.ts'

/** First dials under way at once, so that ten thousand new hosts do not run into each other's timeouts. Redials are not held back. */
const firstDialsMax = 100

/** The hosts of this process, as the control client asked for. */
export class Hosts {
  readonly #config: HostConfig
  readonly #events: EventStream
  readonly #hosts = new Map<string, Host>()
  readonly #waiting: Host[] = []
  #firstDials = 0
  /** Dials of hosts that were removed: one that comes back goes on counting, as its events would be taken for those of before. */
  readonly #dialled = new Map<string, number>()

  constructor(config: HostConfig, events: EventStream) {
    this.#config = config
    this.#events = events
  }

  /** Carries out one message of the control client; one that cannot be understood is logged. */
  obey(text: string): void {
    const message = parse(text)
    if (message?.type === 'add') this.#add(message.hosts)
    else if (message?.type === 'remove') for (const id of message.ids) this.#remove(id, message.inOrder)
    else if (message?.type === 'interrupt') this.#each(message.ids, (host) => host.interruptRegistration())
    else if (message?.type === 'second')
      this.#each(message.ids, (host) => host.openSecondTunnel(message.keepMs))
    else if (message?.type === 'settle') this.#events.settle()
    else log('control message not understood')
  }

  stopAll(): void {
    this.#waiting.length = 0
    for (const id of [...this.#hosts.keys()]) this.#remove(id)
  }

  /** A host that is there already starts again with the new assignment. */
  #add(assignments: readonly HostAssignment[]): void {
    for (const assignment of assignments) {
      this.#remove(assignment.id)
      if (URL.canParse(assignment.url)) this.#waiting.push(this.#create(assignment))
      else log('host left out: its url is malformed', { host: assignment.id })
    }
    this.#startWaiting()
  }

  #create(assignment: HostAssignment): Host {
    const { options, constants, seed, tls } = this.#config
    const random = seededRandom(`${seed}/${assignment.id}`)
    const dialled = this.#dialled.get(assignment.id) ?? 0
    const host = new Host(assignment, { options, constants, tls, events: this.#events, random, dialled })
    this.#hosts.set(assignment.id, host)
    return host
  }

  #startWaiting(): void {
    while (this.#firstDials < firstDialsMax) {
      const host = this.#waiting.shift()
      if (!host) return
      if (host.stopped) continue
      this.#firstDials++
      host.start(() => {
        this.#firstDials--
        this.#startWaiting()
      })
    }
  }

  #each(ids: readonly string[], act: (host: Host) => void): void {
    for (const id of ids) {
      const host = this.#hosts.get(id)
      if (host) act(host)
      else log('control message names an unknown host', { host: id })
    }
  }

  #remove(id: string, inOrder = false): void {
    const host = this.#hosts.get(id)
    if (!host) return
    host.stop(inOrder)
    this.#dialled.set(id, host.dials)
    this.#hosts.delete(id)
  }
}

function parse(text: string): ToMockHost | undefined {
  try {
    return JSON.parse(text) as ToMockHost
  } catch {
    return undefined
  }
}
