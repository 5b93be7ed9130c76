/**
 * What ours does otherwise than the original, on purpose. Each is a row of docs/toxiproxy.md with its reason; tests of the
 * suite that show one carry its key and run against ours only.
 */
export const differences = [
  'added-fields',
  'blackhole',
  'reset-now',
  'half-close',
  'rst-through',
  'reset-peer',
  'delete-hangs',
  'dial-deadline',
  'takes-hold-early',
  'emfile',
  'roll-off',
  'removal-roll',
  'stalled-add',
  'strict-values',
  'strict-json',
  'seed',
  'default-host',
  'as-written',
  'taken-address',
  'slash-names',
  'half-update',
  'toxicity-digits',
  'body-limit',
  'reset-goes-on',
  'populate-empty',
  'error-type',
  'slices',
  'metrics-live',
  'config-fails',
  'browser-guard',
  'version',
] as const

export type Difference = (typeof differences)[number]
