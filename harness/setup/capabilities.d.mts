export function hasCapability(capability: 'CAP_NET_ADMIN' | 'CAP_SYS_ADMIN', status?: string): boolean
