import { NS_PER_MS, now, type Running } from '../../door.ts'
import type { Progress } from './progress.ts'

export interface SteadyParts {
  readonly running: Running
  readonly vms: readonly string[]
  /** Sync workers of the deploy service. */
  readonly workers: number
  readonly progress: Progress
  readonly deploy: (vms: readonly string[]) => Promise<string>
}

/** Deployments of a proof. */
const proofs = 4

/** How much later than its report a deployment may be seen on its VM, real ms: each is a line in another program's log. */
const lateMs = 1_000

/**
 * Takes some small deployments, to one VM each, through all of the pipeline: each must be reported succeeded, its job must have completed,
 * the VM must not have been given it twice, and a probe sent after that must be answered. One that is reported succeeded and that its VM lacks is
 * not waited for: it is a failure for certain, which a check of every scenario says.
 */
export async function proveSteady(parts: SteadyParts, limitMs: number) {
  const { running, vms, workers } = parts
  const start = now()
  const left = () => Math.max(0, limitMs - (now() - start) / NS_PER_MS)
  const state = (reason?: string) =>
    reason === undefined
      ? { ok: true, hosts: vms.length, answered: 1 }
      : { ok: false, hosts: vms.length, answered: 0, reason }
  try {
    for (let first = 0; first < proofs; first += workers) {
      const own = Array.from({ length: workers }, (_, index) => [vms[(first + index) % vms.length]!])
      const why = await deployOnce(parts, own, left())
      if (why) return state(why)
    }
  } catch (error) {
    running.signal.throwIfAborted()
    return state(`no deployment can be asked for: ${error instanceof Error ? error.message : error}`)
  }
  return state((await isAnswered(running, left())) ? undefined : 'the newest probe was not answered')
}

/** Waits until a probe that is sent from now on is answered. */
async function isAnswered(running: Running, limitMs: number): Promise<boolean> {
  const since = now()
  let answered = false
  const stop = running.onEvent((event) => {
    if (event.kind === 'probe' && event.probe === 'clients' && event.due >= since) answered ||= event.ok
  })
  await running.until(() => answered, real(running, limitMs))
  stop()
  return answered
}

/** Real ms, as scenario time. */
const real = ({ factor }: Running, ms: number) => `${ms / factor}ms` as const

/** One deployment to each of these sets of VMs at once, as many as there are workers: none waits for one. Why one did not go all the way. */
async function deployOnce(
  { running, progress, deploy }: SteadyParts,
  sets: readonly (readonly string[])[],
  limitMs: number,
): Promise<string | undefined> {
  const ids = await Promise.all(sets.map((set) => deploy(set)))
  const done = (id: string) => progress.ended(id) && progress.reported(id) === 'succeeded'
  const lost = (id: string) => progress.again(id) || progress.reported(id) === 'failed'
  await running.until(() => ids.every(done) || ids.some(lost), real(running, limitMs))
  const applied = (id: string) => progress.applied(id) === 1
  if (ids.every(done))
    await running.until(() => ids.every(applied) || ids.some(lost), real(running, Math.min(limitMs, lateMs)))
  if (ids.some(progress.again)) return 'the deployment to one VM was applied more than once'
  const open = ids.find((id) => !done(id))
  return open && `the deployment to one VM ended as ${progress.reported(open) ?? 'nothing yet'}`
}
