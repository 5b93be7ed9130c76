import { request } from 'node:http'
import type { LoadOrder } from '../../../docker/forge/control.ts'
import { type Address, HarnessError } from '../../door.ts'

/** The forge's control port. */
export interface Forge {
  /** Resolves when the last webhook of the load has been answered or given up. */
  load(order: LoadOrder): Promise<void>
  /** Ends the load that is running; `load` then resolves. */
  stop(): Promise<void>
}

export function connectForge(address: Address, signal: AbortSignal): Forge {
  return {
    load: (order) => post(address, '/load', order, signal),
    stop: () => post(address, '/stop', {}, signal),
  }
}

/** Without a deadline of its own: a load takes as long as it takes, and the scenario has one. */
function post({ host, port }: Address, path: string, body: object, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new HarnessError(`forge ${path}: ${why}`))
    const sent = request({ host, port, path, method: 'POST', agent: false, signal }, (answer) => {
      answer.resume()
      if (answer.statusCode === 200) answer.on('end', resolve)
      else fail(`answered ${answer.statusCode}`)
    })
    sent.on('error', (error) => (signal.aborted ? reject(signal.reason) : fail(error.message)))
    sent.end(JSON.stringify(body))
  })
}
