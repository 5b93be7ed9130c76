import { invalidStream, invalidType, toxicExists, toxicNotFound } from './api/api-error.ts'
import { asFields, checkProbability, type Fields, numberField, textField } from './api/fields.ts'
import type { Link } from './link/link.ts'
import type { Stream, Toxic } from './toxic.ts'
import { toxicTypes } from './toxics/index.ts'

/** How many removed toxics a proxy remembers. A scenario heals a handful at a time and asks at once. */
const removedLimit = 16

/** The toxics of one proxy, and the open links that they act on. */
export class ToxicCollection {
  /** The toxics removed last, oldest first. */
  readonly removed: Toxic[] = []
  readonly #toxics: Toxic[] = []
  readonly #openLinks: () => Iterable<Link>
  #added = 0

  constructor(openLinks: () => Iterable<Link>) {
    this.#openLinks = openLinks
  }

  /** Upstream toxics first, else in the order in which they were added. */
  list(): readonly Toxic[] {
    return [...this.of('upstream'), ...this.of('downstream')]
  }

  of(stream: Stream): readonly Toxic[] {
    return this.#toxics.filter((toxic) => toxic.stream === stream)
  }

  /** @throws ApiError 404 */
  get(name: string): Toxic {
    const toxic = this.#find(name)
    if (!toxic) throw toxicNotFound()
    return toxic
  }

  /** Adds a toxic; it acts on the open connections before this returns. @throws ApiError 400, 409 */
  add(fields: Fields): Toxic {
    const toxic = this.#read(fields)
    this.#toxics.push(toxic)
    for (const link of this.#linksOf(toxic)) link.add(toxic)
    return toxic
  }

  /** Changes attributes (those named) and toxicity; whether it acts is rolled again. @throws ApiError 400, 404 */
  update(name: string, fields: Fields): Toxic {
    const toxic = this.get(name)
    const attributes = toxic.type.parse(asFields(fields.attributes ?? {}, 'attributes'), toxic.attributes)
    const toxicity = numberField(fields, 'toxicity', toxic.toxicity)
    checkProbability(toxicity, 'toxicity')
    Object.assign(toxic, { attributes, toxicity })
    for (const link of this.#linksOf(toxic)) link.update(toxic)
    return toxic
  }

  /** @throws ApiError 404 */
  remove(name: string): void {
    const toxic = this.get(name)
    this.#toxics.splice(this.#toxics.indexOf(toxic), 1)
    for (const link of this.#linksOf(toxic)) link.remove(toxic)
    this.removed.push(toxic)
    if (this.removed.length > removedLimit) this.removed.shift()
  }

  clear(): void {
    for (const { name } of this.list()) this.remove(name)
  }

  #read(fields: Fields): Toxic {
    const typeName = textField(fields, 'type', '')
    const written = textField(fields, 'stream', 'downstream')
    const stream = written.toLowerCase()
    const toxicity = numberField(fields, 'toxicity', 1)
    const given = asFields(fields.attributes ?? {}, 'attributes')
    const name = textField(fields, 'name', '') || `${typeName}_${written}`
    // The order of these checks is that of the original.
    if (stream !== 'upstream' && stream !== 'downstream') throw invalidStream()
    const type = toxicTypes.get(typeName)
    if (!type) throw invalidType()
    if (this.#find(name)) throw toxicExists()
    checkProbability(toxicity, 'toxicity')
    const attributes = type.parse(given)
    return {
      name,
      type,
      stream,
      written,
      toxicity,
      attributes,
      serial: this.#added++,
      affected: { connections: 0, bytes: 0 },
      measured: { accepted: 0, waits: 0, waitedMs: 0, requests: 0, answers: 0, waitedBytes: 0 },
    }
  }

  #find(name: string): Toxic | undefined {
    return this.#toxics.find((toxic) => toxic.name === name)
  }

  /** A list, because a toxic may close connections while it is added or removed. */
  #linksOf({ stream }: Toxic): readonly Link[] {
    return [...this.#openLinks()].filter((link) => link.stream === stream)
  }
}
