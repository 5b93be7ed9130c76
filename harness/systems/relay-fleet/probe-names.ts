/** Probe name of the requests that watch every host. */
export const clientProbe = 'client'

/** Probe name of requests held open on purpose. */
export const heldProbe = 'held'

/** Probe name of the requests that prove a steady state. */
export const steadyProbe = 'steady'
