import { HarnessError, type Running } from '../../door.ts'

/** What the harness orders and asks of the VMs, past every proxy. */
export function vmsControl(running: Running) {
  const { host, port } = running.reach('vms')
  const call = async (method: string, path: string) => {
    const answer = await fetch(`http://${host}:${port}/${path}`, { method, signal: running.signal })
    if (!answer.ok) throw new HarnessError(`the VMs answered ${answer.status} to ${path}`)
    return answer.json() as Promise<{ asked?: number }>
  }
  return {
    /** @param vms none: all */
    holdVms: async (vms: readonly string[]) =>
      void (await call('POST', `hold/${encodeURIComponent(vms.join(','))}`)),
    releaseVms: async () => void (await call('POST', 'release')),
    vmsAsked: async (deployment: string) => (await call('GET', `deployments/${deployment}/asked`)).asked ?? 0,
  }
}
