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
        const change = changeOf(event)
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

function changeOf(event: Parameters<ReturnType<Parameters<typeof defineLiveChart>[0]['count']>['take']>[0]) {
  if (event.kind === 'client') return { who: event.client, isConnected: event.state === 'connected' }
  if (event.kind !== 'host') return undefined
  if (event.state === 'registered') return { who: event.host, isConnected: true }
  return event.state === 'closed' ? { who: event.host, isConnected: false } : undefined
}
