export type Entries = ReadonlyMap<string, string>

export interface DirectoryChange {
  /** Entries that are new or name another relay. */
  readonly set: Record<string, string>
  readonly removed: string[]
}

/** What changed from one read to the next; undefined when nothing did. */
export function diffEntries(before: Entries, after: Entries): DirectoryChange | undefined {
  const set: Record<string, string> = {}
  for (const [host, owner] of after) if (before.get(host) !== owner) set[host] = owner
  const removed = [...before.keys()].filter((host) => !after.has(host))
  return removed.length === 0 && Object.keys(set).length === 0 ? undefined : { set, removed }
}
