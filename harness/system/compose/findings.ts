import { UsageError } from '../../errors.ts'

/** What of a Compose file is not taken over: where it stands, `api.restart`, and why. */
export interface LeftOut {
  readonly where: string
  readonly why: string
}

/** Collects what is not taken over while a file is read, and refuses what would make it another system. */
export class Findings {
  readonly leftOut: LeftOut[] = []
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  leaveOut(where: string, why: string): void {
    this.leftOut.push({ where, why })
  }

  /** @throws UsageError with the file and the place */
  refuse(where: string, why: string): never {
    throw new UsageError(`${this.#file}: ${where}: ${why}`)
  }

  /** The same, with the way out of leaving it away knowingly. */
  refuseKey(where: string, why: string): never {
    return this.refuse(where, `${why}; to leave it away: compose(…, { ignore: ['${where}'] })`)
  }
}

/** One line for each reason, with the places that it is about: `restart (api, db): …`. */
export function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const byReason = Map.groupBy(leftOut, ({ where, why }) => `${lastPart(where)} ${why}`)
  return [...byReason.values()].map((same) => {
    const [{ where, why }] = same as [LeftOut]
    const owners = [...new Set(same.map((one) => one.where.slice(0, -lastPart(where).length - 1)))]
    const named = owners.filter((owner) => owner !== '')
    return `${lastPart(where)}${named.length > 0 ? ` (${named.join(', ')})` : ''}: ${why}`
  })
}

const lastPart = (where: string) => where.slice(where.indexOf('.') + 1)
