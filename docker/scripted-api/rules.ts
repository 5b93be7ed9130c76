// Not `{ z }`, which would bring the messages of fifty languages into the bundle.
import * as z from 'zod'
import type { Rule } from './wire.ts'

/** Longer than any scenario waits. */
const longestDelayMs = 600_000

const schema: z.ZodType<readonly Rule[]> = z.array(
  z.strictObject({
    method: z
      .string()
      .regex(/^([A-Z]+|\*)$/, 'give it in capitals, or * for any')
      .exactOptional(),
    path: z.string().startsWith('/').refine(isPattern, 'this is no URL pattern'),
    status: z.int().min(200).max(599).exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    body: z.unknown().exactOptional(),
    delayMs: z.number().min(0).max(longestDelayMs).exactOptional(),
  }),
)

/** @throws Error that names the field which does not fit. */
export function parseRules(value: unknown): readonly Rule[] {
  const { data, error } = schema.safeParse(value)
  if (data) return data
  throw new Error(z.prettifyError(error!))
}

function isPattern(path: string): boolean {
  try {
    return Boolean(new URLPattern({ pathname: path }))
  } catch {
    return false
  }
}

/** How a rule is called in answers and counts. */
export function nameOf({ method = '*', path }: Rule): string {
  return `${method} ${path}`
}

/** Rules made ready for many requests: gives the index of the first that fits, -1 for none. */
export function matcher(rules: readonly Rule[]): (method: string, pathname: string) => number {
  const compiled = rules.map(({ method = '*', path }) => ({
    method,
    path: new URLPattern({ pathname: path }),
  }))
  return (method, pathname) =>
    compiled.findIndex(
      (rule) => (rule.method === '*' || rule.method === method) && rule.path.test({ pathname }),
    )
}
