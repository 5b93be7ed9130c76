import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestRuntime } from '../fixtures/open-runtime.ts'
import type { Address, Service } from '../runtime.ts'

export function lastLine(service: Service): string {
  return service.logs().at(-1)?.text ?? ''
}

export function textAfter(service: Service, prefix: string): string {
  return (
    service
      .logs()
      .find(({ text }) => text.startsWith(prefix))
      ?.text.slice(prefix.length) ?? ''
  )
}

export async function ask(
  test: TestRuntime,
  service: Service,
  path: string,
): Promise<Record<string, unknown>> {
  const { host, port } = test.runtime.reach(service.spec.ports.main!)
  const answer = await fetch(`http://${host}:${port}${path}`)
  return (await answer.json()) as Record<string, unknown>
}

export function dial({ host, port }: Address): Promise<ReturnType<typeof connect>> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true })
    socket.on('connect', () => resolve(socket))
    socket.on('error', reject)
  })
}

/** Nothing can be run in a frozen container, so there the table has to be visible from outside. */
export async function canReadWhileFrozen(service: Service): Promise<boolean> {
  return service.sockets().then(
    () => true,
    () => false,
  )
}

/** Longest wait for a condition, shorter than a test may take: what did not come is named. */
const UNTIL_MS = 60_000

/** Polls until `condition` holds. @throws Error that quotes it after a minute */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const start = performance.now(); !(await condition()); await delay(10))
    if (performance.now() - start > UNTIL_MS)
      throw new Error(`not within ${UNTIL_MS / 1_000} s: ${condition}`)
}
