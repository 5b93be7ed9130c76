import type { Journal, LogLine, Service } from '../../door.ts'

/** Lines taken at most, the newest. */
const linesMax = 20

/**
 * Takes the lines of a service's newest incarnation that hold `text` into the journal, where metrics can see them.
 * @param more so many lines of the same stream after each belong to it
 */
export function quoteLog(journal: Journal, service: Service, text: string, more = 0): void {
  const { name, started } = service
  const own = service.logs().filter((line) => line.at >= started.spawnedAt)
  const lines = withNext(own, text, more).slice(-linesMax)
  journal.append({ kind: 'log-excerpt', service: name, incarnation: started.incarnation, text, lines })
}

/** Each line that holds the text, with the `more` lines of its stream that follow, up to the next one that holds it. */
export function withNext(
  lines: readonly Pick<LogLine, 'text' | 'stream'>[],
  text: string,
  more: number,
): string[] {
  return lines.flatMap((line, index) => {
    if (!line.text.includes(text)) return []
    const after = lines.slice(index + 1).filter(({ stream }) => stream === line.stream)
    const another = after.findIndex((one) => one.text.includes(text))
    const own = after.slice(0, Math.min(more, another === -1 ? more : another))
    return [[line, ...own].map((one) => one.text).join('\n')]
  })
}
