import type { Journal } from '../../journal/writer.ts'
import type { Service } from '../../runtime/runtime.ts'

/** Lines taken at most, the newest. */
const linesMax = 20

/** Takes the lines of a service's newest incarnation that hold `text` into the journal, where metrics can see them. */
export function quoteLog(journal: Journal, service: Service, text: string): void {
  const { name, started } = service
  const lines = service
    .logs()
    .filter((line) => line.at >= started.spawnedAt && line.text.includes(text))
    .slice(-linesMax)
    .map((line) => line.text)
  journal.append({ kind: 'log-excerpt', service: name, incarnation: started.incarnation, text, lines })
}
