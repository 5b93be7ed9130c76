import { defineEffect } from '../../../definitions.ts'
import { lostAt, tunnelsOf } from '../analysis/tunnels.ts'

/** The end of each tunnel, or the notice that it is to end. */
defineEffect('tunnels-lost', (events) => tunnelsOf(events).map(lostAt))
