import type { ApplicationEvent, DeployRequest } from './wire.ts'

/** The VMs as the deploy service reaches them. */
export class VmsClient {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** Settles when the VM has applied the change set. @throws Error when it did not say so */
  async apply(vm: string, order: DeployRequest, by: string, signal: AbortSignal): Promise<void> {
    const { id: deployment, changeSet, attempt } = order
    const response = await fetch(`${this.#url}/vms/${encodeURIComponent(vm)}/applications`, {
      method: 'POST',
      body: JSON.stringify({ deployment, changeSet, by, attempt }),
      signal,
    })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`${vm} answered ${response.status}`)
  }

  /** What the VMs have of a deployment, by VM; one that was never given it is not in it. */
  async having(id: string, signal: AbortSignal): Promise<Record<string, ApplicationEvent['state']>> {
    const response = await fetch(`${this.#url}/deployments/${encodeURIComponent(id)}/vms`, { signal })
    if (!response.ok) throw new Error(`the VMs answered ${response.status}`)
    return ((await response.json()) as { vms: Record<string, ApplicationEvent['state']> }).vms
  }
}
