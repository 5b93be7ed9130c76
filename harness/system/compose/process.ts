import { constants } from 'node:os'
import type { ContainerSettings } from '../../runtime/runtime.ts'
import { shellWords } from './shell-words.ts'
import { milliseconds } from './units.ts'
import { pairsOf, type Value } from './values.ts'

/** What runs in the container, as whom and where. */
export function readProcess(service: Value): ContainerSettings['create'] {
  const user = service.at('user').textIfThere()
  const folder = service.at('working_dir').textIfThere()
  const entrypoint = words(service.at('entrypoint'))
  const command = words(service.at('command'))
  const labels = pairsOf(service.at('labels')).map(([name, value]) => [name, value ?? ''])
  return {
    ...(entrypoint && { Entrypoint: entrypoint }),
    ...(command && { Cmd: command }),
    // Docker forgets the image's command where another entrypoint is given.
    ...(entrypoint && !command && { Cmd: [] }),
    ...(user !== undefined && { User: user }),
    ...(folder !== undefined && { WorkingDir: folder }),
    ...(labels.length > 0 && { Labels: Object.fromEntries(labels) }),
  }
}

/** Words of a shell, or a list of them. */
function words(value: Value): string[] | undefined {
  if (!value.there) return undefined
  if (value.isList()) return value.texts()
  return shellWords(value.text()) ?? value.refuse('a quote is not closed')
}

/** How it is asked to end, and how long it may take. */
export function readStop(service: Value): { stopSignal?: NodeJS.Signals; killTimeoutMs?: number } {
  const [signal, grace] = [service.at('stop_signal'), service.at('stop_grace_period')]
  return {
    ...(signal.there && { stopSignal: signalOf(signal) }),
    ...(grace.there && { killTimeoutMs: milliseconds(grace) }),
  }
}

function signalOf(value: Value): NodeJS.Signals {
  const text = value.text().toUpperCase()
  const found = Object.entries(constants.signals).find(
    ([name, number]) => name === text || name === `SIG${text}` || String(number) === text,
  )
  return (found?.[0] as NodeJS.Signals | undefined) ?? value.refuse(`${text} is no signal`)
}
