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
    vmsDo: async (what: 'hold' | 'release') => void (await call('POST', what)),
    vmsAsked: async (deployment: string) => (await call('GET', `deployments/${deployment}/asked`)).asked ?? 0,
  }
}
