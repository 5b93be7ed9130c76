import type { RemoteInfo, Socket } from 'node:dgram'
import { decode, encode, type Packet, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet'
import { MissingPartError, messageOf } from '../../errors.ts'
import { bindIn } from '../elsewhere/bind-in.ts'
import { type NetworkPlace, thisNetwork } from '../packets/network-place.ts'

/** How queries are answered while a fault is there. */
export interface Distortion {
  readonly answer: 'stale' | 'wrong' | 'empty' | 'silent' | 'error'
  /** Given in place of the right address, where the answer is `wrong` or `stale`. */
  readonly address: string
  /** Only queries for this name. Default: all. */
  readonly name?: string | undefined
  /** Called with each query that it hit. */
  readonly onQuery: () => void
}

/** So long an answer may be kept, s: the shortest that a client honours. */
const TTL_S = 1

const DNS_PORT = 53

/** Without the second one, libc takes an empty answer for that of a server which is no use. */
const answered = RECURSION_DESIRED | RECURSION_AVAILABLE

/** Response codes of RFC 1035. */
const SERVER_FAILURE = 2
const NO_SUCH_NAME = 3

/** The DNS server of one service: it knows the names of the run that the service was given, and no others. */
export class Resolver implements AsyncDisposable {
  /** Where it listens, at port 53. */
  readonly address: string
  /** What queries get in place of the truth; undefined: nothing. */
  distortion: Distortion | undefined
  readonly #socket: Socket
  readonly #names: Map<string, string>

  private constructor(socket: Socket, names: Readonly<Record<string, string>>) {
    this.#socket = socket
    this.#names = new Map(Object.entries(names).map(([name, address]) => [name.toLowerCase(), address]))
    this.address = socket.address().address
    socket.on('message', (message, from) => this.#hear(message, from))
    // A client that is gone refuses its answer: nobody waits for that.
    socket.on('error', () => {})
  }

  /**
   * @param names IPv4 addresses by name
   * @param place network namespace of the service. Default: this machine's own
   * @throws MissingPartError where port 53 of a loopback address cannot be had
   */
  static async open(
    names: Readonly<Record<string, string>>,
    place: NetworkPlace = thisNetwork,
  ): Promise<Resolver> {
    try {
      return new Resolver(await bindIn(place, { host: loopbackOfItsOwn(), port: DNS_PORT }), names)
    } catch (error) {
      throw new MissingPartError(`a DNS server of the run needs port 53, as root: ${messageOf(error)}`)
    }
  }

  /** A name stands for another address from now on. */
  set(name: string, address: string): void {
    this.#names.set(name.toLowerCase(), address)
  }

  /** The address for which a name stands; undefined for one that the service was not given. */
  addressOf(name: string): string | undefined {
    return this.#names.get(name.toLowerCase())
  }

  get names(): readonly string[] {
    return [...this.#names.keys()]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close()
  }

  #hear(message: Buffer, from: RemoteInfo): void {
    const answer = this.#answer(message)
    if (answer) this.#socket.send(answer, from.port, from.address, () => {})
  }

  #answer(message: Buffer): Buffer | undefined {
    const query = decoded(message)
    const question = query?.questions?.[0]
    if (!query || !question) return undefined
    const reply = (more: Packet) =>
      encode({
        type: 'response',
        id: query.id ?? 0,
        flags: answered,
        questions: [question],
        ...more,
      })
    const name = question.name.toLowerCase()
    const right = this.#names.get(name)
    if (right === undefined) return reply({ flags: answered | NO_SUCH_NAME })
    const { distortion } = this
    const hit = distortion && (distortion.name ?? name) === name ? distortion : undefined
    hit?.onQuery()
    if (hit?.answer === 'silent') return undefined
    if (hit?.answer === 'error') return reply({ flags: answered | SERVER_FAILURE })
    const data = hit?.answer === 'wrong' || hit?.answer === 'stale' ? hit.address : right
    // The run has no IPv6: such a question has an empty answer.
    const isKnown = question.type === 'A' && hit?.answer !== 'empty'
    return reply({
      answers: isKnown ? [{ type: 'A', name: question.name, ttl: TTL_S, data }] : [],
    })
  }
}

function decoded(message: Buffer): Packet | undefined {
  try {
    return decode(message)
  } catch {
    return undefined
  }
}

/** One of 16 million: nobody else listens there. */
export function loopbackOfItsOwn(): string {
  const part = () => 1 + Math.floor(Math.random() * 254)
  return `127.${part()}.${part()}.${part()}`
}
