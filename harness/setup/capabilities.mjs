import { readFileSync } from 'node:fs'

/** Bits of /proc/PID/status; source: include/uapi/linux/capability.h of Linux. */
const bits = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n }

/**
 * Whether this process may use a capability now. Linux only.
 * @param {keyof typeof bits} capability
 * @param {string} [status] what /proc/self/status says
 * @returns {boolean}
 */
export function hasCapability(capability, status = readFileSync('/proc/self/status', 'utf8')) {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'
  return ((BigInt(`0x${effective}`) >> bits[capability]) & 1n) === 1n
}
