import { defineLiveChart } from '../chart.ts'

/** Long answers that clients are reading. */
defineLiveChart({
  id: 'streams',
  order: 15,
  title: 'Streams open',
  unit: 'streams',
  merge: 'last',
  count: () => {
    const open = new Set<string>()
    let known = false
    return {
      take: (event) => {
        if (event.kind !== 'stream') return
        known = true
        if (event.state === 'answered' || event.state === 'first') open.add(event.stream)
        else if (event.state !== 'asked') open.delete(event.stream)
      },
      lines: () => (known ? ['open'] : []),
      sample: () => (known ? [open.size] : []),
    }
  },
})
