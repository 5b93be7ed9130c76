import { defineLiveChart } from '../chart.ts'

/** Entries of the directory, all of them and by owner. */
defineLiveChart({
  id: 'directory',
  order: 60,
  title: 'Entries of the directory',
  unit: 'entries',
  merge: 'last',
  count: () => {
    const owners = new Map<string, string>()
    let known = false
    return {
      take: (event) => {
        if (event.kind !== 'directory') return
        known = true
        for (const [host, owner] of Object.entries(event.set)) owners.set(host, owner)
        for (const host of event.removed) owners.delete(host)
      },
      lines: () => (known ? ['entries'] : []),
      sample: () => (known ? [owners.size] : []),
    }
  },
})
