import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * Has the kernel take what comes out of a device for packets of this machine: by default it drops those from its own addresses and those of
 * loopback. In a container's namespace it also passes on what is for others. The settings go with the device.
 * @throws where they may not be written
 */
export function letIn(device: string): void {
  const settings = { accept_local: 1, route_localnet: 1, rp_filter: 2, forwarding: 1 }
  for (const [name, value] of Object.entries(settings))
    writeFileSync(`/proc/sys/net/ipv4/conf/${device}/${name}`, String(value))
  const ipv6 = `/proc/sys/net/ipv6/conf/${device}/disable_ipv6`
  if (existsSync(ipv6)) writeFileSync(ipv6, '1')
}

/** Packets that the kernel dropped as the device's queue was full. */
export function droppedAt(device: string): number {
  const line = readFileSync('/proc/self/net/dev', 'utf8').split('\n')
  const [, numbers = ''] = line.find((one) => one.trim().startsWith(`${device}:`))?.split(':') ?? []
  // Eight columns of what was received, then bytes, packets, errors and drops of what was sent.
  return Number(numbers.trim().split(/\s+/)[11] ?? 0)
}
