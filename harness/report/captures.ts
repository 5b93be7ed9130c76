import { readdirSync } from 'node:fs'

/** Names of the captures of packets that faults have left in a folder, in order. */
export function capturesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.pcap'))
      .sort()
  } catch {
    return []
  }
}
