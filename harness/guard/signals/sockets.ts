import { ofServices } from '../of-services.ts'

/** `sockets`: TCP sockets of a service in any state, listening ones among them. */
export const sockets = ofServices({
  name: 'sockets',
  unit: 'sockets',
  words: 'open sockets',
  kind: 'sockets',
  value: ({ states }) => Object.values(states).reduce((sum, count) => sum + count, 0),
})
