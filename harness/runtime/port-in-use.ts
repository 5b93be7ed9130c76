import type { Address, LogLine } from './runtime.ts'

const words = /EADDRINUSE|address already in use/i

/** What may come before or behind the words: an address with its port. */
const atPort = /:(\d{2,5})\b/g

/**
 * What to ask when a service found its address taken: `is port 12345 in use?`; undefined where its log says nothing of the kind.
 * @param ports its addresses, for a program that does not name the port
 */
export function portInUse(
  lines: readonly Pick<LogLine, 'text'>[],
  ports: Readonly<Record<string, Address>>,
): string | undefined {
  const line = lines.findLast(({ text }) => words.test(text))
  if (!line) return undefined
  const named = [...line.text.matchAll(atPort)].map(([, port]) => Number(port))
  const own = Object.values(ports).map(({ port }) => port)
  const port = named.find((one) => own.includes(one)) ?? named.at(-1) ?? own[0]
  return port === undefined ? 'is its port in use?' : `is port ${port} in use?`
}
