import type { ProbeDefinition, ProbeSchedule } from '../definition.ts'

/** An answer that is expected: a text that it contains, or a pattern. */
export type Expected = string | RegExp

/** The same as JSON, for the prober's process. */
export interface Pattern {
  readonly source: string
  readonly flags: string
}

/** @param expected undefined: any answer will do */
export function patternOf(expected: Expected | undefined): Pattern {
  if (expected === undefined) return { source: '', flags: '' }
  if (typeof expected === 'string')
    return { source: expected.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), flags: '' }
  return { source: expected.source, flags: expected.flags }
}

export const matches = ({ source, flags }: Pattern, text: string) => new RegExp(source, flags).test(text)

/** A probe that a module sends: the one that exports `ask`. */
export function askedBy<const Service extends string>(
  module: string,
  probe: string,
  { to, every, timeout }: ProbeSchedule<Service>,
  rest: Pick<ProbeDefinition, 'mistake'> & {
    readonly settings: (url: string) => unknown
  },
): ProbeDefinition<Service> {
  return {
    probe,
    to,
    module,
    ...(every !== undefined && { every }),
    ...(timeout !== undefined && { timeout }),
    ...(rest.mistake && { mistake: rest.mistake }),
    target: ({ url }) => ({ path: '/', headers: {}, expectBody: '', settings: rest.settings(url) }),
  }
}
