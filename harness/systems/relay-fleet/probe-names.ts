/** Probe name of the requests that watch every host. */
export const clientProbe = 'client'

/** Probe name of requests held open on purpose. */
export const heldProbe = 'held'

/** Probe name of the requests that prove a steady state. */
export const steadyProbe = 'steady'

/** Probe name of clients' requests to hosts that no schedule asks, while a scenario watches them. */
export const askedProbe = 'asked'
