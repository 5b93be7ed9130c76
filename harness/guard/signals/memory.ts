import { ofServices } from '../of-services.ts'

const BYTES_PER_MB = 1_000_000

/** `memory`: resident memory of a service's process. */
export const memory = ofServices({
  name: 'memory',
  unit: 'MB',
  words: 'memory in RAM',
  kind: 'memory',
  value: ({ bytes }) => bytes / BYTES_PER_MB,
})
