/** Packets and bytes by the comment of the rules that counted them. */
export type Counted = Readonly<Record<string, Count>>

export interface Count {
  readonly packets: number
  readonly bytes: number
}

const counter = /counter packets (\d+) bytes (\d+).* comment "([^"]+)"/

/**
 * What `nft list table` says of the rules that have a comment; those of one comment are added up. As text: nft 1.0.6 writes broken
 * JSON for a table with an owner.
 */
export function countersIn(listing: string): Counted {
  const found: Record<string, Count> = {}
  for (const line of listing.split('\n')) {
    const [, packets, bytes, comment] = counter.exec(line) ?? []
    if (comment === undefined) continue
    found[comment] = sum([found[comment], { packets: Number(packets), bytes: Number(bytes) }])
  }
  return found
}

export const sum = (counts: readonly (Count | undefined)[]): Count => ({
  packets: counts.reduce((total, one) => total + (one?.packets ?? 0), 0),
  bytes: counts.reduce((total, one) => total + (one?.bytes ?? 0), 0),
})
