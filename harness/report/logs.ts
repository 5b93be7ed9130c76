import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { least } from '../extremes.ts'
import { quotable } from '../plain-text.ts'

export interface ExcerptLine {
  /** Monotonic ns. */
  readonly at: number
  readonly service: string
  readonly stream: 'out' | 'err'
  readonly text: string
}

export interface ExcerptOptions {
  /** Moments of interest, ns: the onsets and ends of faults. */
  readonly around: readonly number[]
  /** How far from one of them a line may be, ns. */
  readonly withinNs: number
  readonly max: number
}

/** Most that is read of one log; an excerpt around a fault needs no more. */
const READ_BYTES = 8 * 1024 * 1024
const TEXT_MAX = 400
/** Characters that are kept of a line: more than is shown, so that a secret is seen whole before the rest is cut off. */
const READ_MAX = 4 * TEXT_MAX

/** The lines of all `<service>.log` of a folder; of a very large one its beginning, with a last line that says so. */
export function readLogs(dir: string): ExcerptLine[] {
  return logFiles(dir).flatMap((file) => {
    const service = file.slice(0, -'.log'.length)
    const { text, more } = readStart(join(dir, file))
    const lines = parseLog(text, service)
    const last = lines.at(-1)
    if (more === 0 || !last) return lines
    const rest = `(gameday) the rest of this log, ${(more / 1024 / 1024).toFixed(1)} MiB, is only in ${file}`
    // The line that was read last may be cut in two.
    return [...lines.slice(0, -1), { at: last.at, service, stream: 'err' as const, text: rest }]
  })
}

/** The lines that name a host as a whole word (`host-1` is not in `host-12`); all of them where none does. */
export function aboutHost(lines: readonly ExcerptLine[], host: string | undefined): readonly ExcerptLine[] {
  if (host === undefined) return lines
  const naming = lines.filter(({ text }) =>
    text.split(host).some((rest, index) => index > 0 && !/^[\w-]/.test(rest)),
  )
  return naming.length > 0 ? naming : lines
}

/** Lines `<ns> out|err text`; anything else is skipped. Of a private key over several lines only the first is kept. */
export function parseLog(text: string, service: string): ExcerptLine[] {
  const inKey = { out: false, err: false }
  return text.split('\n').flatMap((line) => {
    const match = /^(\d+(?:\.\d+)?) (out|err) (.*)$/s.exec(line)
    if (!match) return []
    const [, at, , rest = ''] = match
    const stream = match[2] as 'out' | 'err'
    const wasInKey = inKey[stream]
    if (/-----(?:BEGIN|END) [A-Z0-9 ]*PRIVATE KEY/.test(rest))
      inKey[stream] = rest.lastIndexOf('-----BEGIN ') > rest.lastIndexOf('-----END ')
    if (wasInKey && inKey[stream]) return []
    const shown = wasInKey ? rest.replace(/^.*?-----END [^-]*-----/, '') : rest
    if (wasInKey && shown === '') return []
    return [{ at: Number(at), service, stream, text: shown.slice(0, READ_MAX) }]
  })
}

/** The lines nearest to one of the moments, in order of time, fit to be quoted. */
export function nearest(
  lines: readonly ExcerptLine[],
  { around, withinNs, max }: ExcerptOptions,
): ExcerptLine[] {
  return lines
    .map((line) => ({ line, distance: least(around.map((moment) => Math.abs(line.at - moment))) }))
    .filter(({ distance }) => distance <= withinNs)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, max)
    .map(({ line }) => ({ ...line, text: quotable(line.text).slice(0, TEXT_MAX) }))
    .sort((a, b) => a.at - b.at)
}

function logFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.log'))
      .sort()
  } catch {
    return []
  }
}

function readStart(path: string): { text: string; more: number } {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(READ_BYTES, size))
    const read = readSync(file, buffer, 0, buffer.length, 0)
    return { text: buffer.toString('utf8', 0, read), more: size - read }
  } finally {
    closeSync(file)
  }
}
