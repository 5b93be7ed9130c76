import { connectionChange } from '../../analysis/connection-change.ts'
import { defineLiveChart } from '../chart.ts'

/** Clients, or hosts, that have their connection. */
defineLiveChart({
  id: 'connected',
  order: 10,
  title: 'Clients connected',
  unit: 'clients',
  merge: 'last',
  count: () => {
    const connected = new Set<string>()
    let known = false
    return {
      take: (event) => {
        const change = connectionChange(event)
        if (!change) return
        known = true
        if (change.isConnected) connected.add(change.who)
        else connected.delete(change.who)
      },
      lines: () => (known ? ['connected'] : []),
      sample: () => (known ? [connected.size] : []),
    }
  },
})
