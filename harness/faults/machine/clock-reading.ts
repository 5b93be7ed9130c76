import { get } from 'node:http'
import type { Address } from '../../runtime/runtime.ts'

/** A service that answers needs milliseconds; one that has not by then is asked again. */
const ANSWER_MS = 2_000

/** Wall clock of a service by the Date of its answer, ms since the epoch; undefined where it gives none. */
export function dateOfAnswer({ host, port }: Address, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout: ANSWER_MS }, (response) => {
      response.resume()
      resolve(instant(response.headers.date))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(undefined))
  })
}

/** Wall clock that a line shows in the first group of a pattern, ms since the epoch; undefined where it shows none. */
export const timeInLine = (pattern: RegExp, line: string): number | undefined =>
  instant(new RegExp(pattern, pattern.flags.replace(/[gy]/g, '')).exec(line)?.[1])

/** Seconds since the epoch have ten digits until the year 2286. */
const SECONDS_BELOW = 1e10

function instant(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  const ms = Number.isNaN(number) ? Date.parse(text) : number < SECONDS_BELOW ? number * 1_000 : number
  return Number.isNaN(ms) ? undefined : ms
}
