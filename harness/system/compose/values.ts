import type { Findings } from './findings.ts'

/** Every scalar of a Compose file is read as text, so that `1.10` stays `1.10`; what a key means makes a number of it. */
export type Raw = string | null | readonly Raw[] | { readonly [key: string]: Raw }
export type RawMap = { readonly [key: string]: Raw }

/** A value with its place, and the reading of it as what its key takes. Every reader refuses another shape by naming the place. */
export class Value {
  readonly raw: Raw | undefined
  readonly where: string
  readonly findings: Findings

  constructor(raw: Raw | undefined, where: string, findings: Findings) {
    this.raw = raw
    this.where = where
    this.findings = findings
  }

  get there(): boolean {
    return this.raw !== undefined && this.raw !== null
  }

  at(key: string): Value {
    const map = this.there ? this.map() : {}
    return new Value(Object.hasOwn(map, key) ? map[key] : undefined, join(this.where, key), this.findings)
  }

  map(): RawMap {
    if (!isMap(this.raw)) return this.refuse('is to be a mapping')
    return this.raw
  }

  isMap(): boolean {
    return isMap(this.raw)
  }

  isList(): boolean {
    return Array.isArray(this.raw)
  }

  entries(): [string, Value][] {
    return this.there ? Object.keys(this.map()).map((key) => [key, this.at(key)]) : []
  }

  list(): Value[] {
    if (!this.there) return []
    if (!Array.isArray(this.raw)) return this.refuse('is to be a list')
    return this.raw.map((one: Raw, index) => new Value(one, `${this.where}.${index}`, this.findings))
  }

  /** A list, or one text for a list of one. */
  listOrOne(): Value[] {
    return typeof this.raw === 'string' ? [this] : this.list()
  }

  text(): string {
    return typeof this.raw === 'string' ? this.raw : this.refuse('is to be a text')
  }

  textIfThere(): string | undefined {
    return this.there ? this.text() : undefined
  }

  number(): number {
    const number = Number(this.text())
    return Number.isFinite(number) && this.text().trim() !== '' ? number : this.refuse('is to be a number')
  }

  numberIfThere(): number | undefined {
    return this.there ? this.number() : undefined
  }

  flag(): boolean {
    if (!this.there) return false
    const text = this.text().toLowerCase()
    if (text !== 'true' && text !== 'false') return this.refuse('is to be true or false')
    return text === 'true'
  }

  texts(): string[] {
    return this.listOrOne().map((one) => one.text())
  }

  refuse(why: string): never {
    return this.findings.refuse(this.where, why)
  }

  leaveOut(why: string): void {
    this.findings.leaveOut(this.where, why)
  }
}

const join = (where: string, key: string) => (where === '' ? key : `${where}.${key}`)

const isMap = (raw: Raw | undefined): raw is RawMap =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)

/** `{ A: b }` or `['A=b']`; a name without a value has none. */
export function pairsOf(value: Value): [string, string | undefined][] {
  if (!value.there) return []
  if (value.isMap()) return value.entries().map(([name, one]) => [name, one.textIfThere()])
  return value.list().map((one) => {
    const text = one.text()
    const at = text.indexOf('=')
    return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
  })
}
