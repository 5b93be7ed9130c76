import type { SystemContext } from '../../door.ts'
import type { RelayTarget } from './target/schema.ts'

/** What a fleet is started with. */
export type FleetContext = Omit<SystemContext, 'target'> & { readonly target?: RelayTarget }
