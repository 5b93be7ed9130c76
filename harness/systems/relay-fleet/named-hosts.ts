/** Parameter `hosts` of a metric, where hosts were named. */
export const named = (hosts: readonly string[] | undefined) => (hosts ? { hosts: [...hosts] } : {})
