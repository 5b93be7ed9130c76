import { SilenceStage } from './silence.ts'
import { defineToxic } from './toxic-type.ts'

/**
 * Ours, not in the original. Swallows its direction forever, data and ends, on open connections and on those made later, and keeps them
 * open: the receiving side sees neither FIN nor RST, also when the sending side has gone.
 * On removal it closes every connection it has taken hold of.
 */
export const hang = defineToxic<Record<never, never>>({
  name: 'hang',
  attributes: {},
  start: (stub) => new SilenceStage(stub, 'all'),
})
