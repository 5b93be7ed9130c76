import { templates } from '../../../definitions.ts'

/** How the hosts of a target are called where it says nothing. */
export const defaultHostId = 'host-{n}'

/** What is wrong with a template of host ids; undefined for one that is right. */
export function hostIdMistake(template: string): string | undefined {
  const unknown = templates.namesIn(template).find((name) => name !== 'n')
  if (unknown !== undefined) return `{${unknown}} is unknown: {n}, the number of the host, is all there is`
  if (!template.includes('{n}'))
    return `without {n} all hosts have one id: put the number of the host somewhere, as in '${template}-{n}'`
  if (/\s|\p{Cc}/u.test(template)) return 'leave blanks and control characters away'
  return undefined
}

/** The id of the host with this number, from 1 on. */
export const hostId = (template: string, n: number): string => template.replaceAll('{n}', String(n))

/** Entries that `directory.leave` writes are of hosts from this number on: no fleet is so large. */
const firstGone = 100_001

/** Ids of hosts that are not there and never were. */
export const goneHosts = (template: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => hostId(template, firstGone + index))
