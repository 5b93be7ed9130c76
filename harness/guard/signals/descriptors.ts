import { ofServices } from '../of-services.ts'

/** `descriptors`: file descriptors that a service has open. */
export const descriptors = ofServices({
  name: 'descriptors',
  unit: 'descriptors',
  words: 'open file descriptors',
  kind: 'sockets',
  value: (look) => look.descriptors,
})
