import { definePanel } from '../../analysis/panel.ts'
import { eventsOf } from '../../journal/events.ts'

/** Clients of a system of the user's own that have their connection. */
definePanel('clients-connected', {
  order: 10,
  title: 'clients connected',
  reads: 'connected',
  kind: 'level',
  height: 110,
  colour: 'accent',
  fill: 0.12,
  steps: (events, { rel }) => {
    const connected = new Set<string>()
    return eventsOf(events, 'client').map(({ at, client, state }) => {
      if (state === 'connected') connected.add(client)
      else connected.delete(client)
      return [rel(at), connected.size] as const
    })
  },
})
