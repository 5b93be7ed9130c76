import { defineToxic } from './toxic-type.ts'

/** Does nothing. */
export const noop = defineToxic({ name: 'noop', attributes: {}, start: () => undefined })
