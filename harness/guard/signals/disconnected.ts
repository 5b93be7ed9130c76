import { z } from 'zod'
import { connectionChange } from '../../analysis/connection-change.ts'
import { notSeen, signal } from '../signal.ts'

/** `disconnected`: the share of clients, or hosts, that have no connection. */
export const disconnected = signal({
  name: 'disconnected',
  unit: '%',
  params: z.strictObject({}),
  about: () => 'clients without their connection',
  watch: (_, { clients }) => {
    const connected = new Set<string>()
    const known = new Set<string>()
    return {
      take: (event) => {
        const change = connectionChange(event)
        if (!change) return
        known.add(change.who)
        if (change.isConnected) connected.add(change.who)
        else connected.delete(change.who)
      },
      value: () => {
        if (known.size === 0) return notSeen('no client or host said that it connected')
        const expected = clients > 0 ? clients : known.size
        return { value: Math.max(0, 100 * (1 - connected.size / expected)) }
      },
    }
  },
})
