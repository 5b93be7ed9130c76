/** Handles of services and links that a runtime of this process has started. */
const owned = new WeakSet<object>()

/** Remembers a handle as that of something that this run started. Called by whoever started it. */
export function own<T extends object>(handle: T): T {
  owned.add(handle)
  return handle
}

/** Whether something is a handle of what this run started: no name, address or pid is, nor an object that looks like a handle. */
export const isOwned = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && owned.has(value)
