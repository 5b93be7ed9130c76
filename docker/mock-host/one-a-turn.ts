const waiting: (() => void)[] = []

/**
 * Does `work` soon: after what arrived meanwhile was read, and one piece in each turn of the event loop. Where many hosts of this
 * process lose their tunnels at once, what they do about it (up to 0.4 ms each) must not delay the stamps of those that are read later.
 */
export function oneATurn(work: () => void): void {
  if (waiting.push(work) === 1) setImmediate(next)
}

function next(): void {
  // The next turn is asked for first, so that work that throws does not keep the rest waiting.
  const work = waiting.shift()
  if (waiting.length > 0) setImmediate(next)
  work?.()
}
