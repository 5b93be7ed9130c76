/**
 * Settles as the promise does, or rejects after `limitMs`. An answer that had arrived by then, but was held up by a busy event loop, still
 * counts: it is read before the rejection.
 */
export function within<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error('no answer before the deadline'))
    const timer = setTimeout(() => setImmediate(late), limitMs)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
