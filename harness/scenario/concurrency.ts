/**
 * Scenarios at the same time. They mostly wait: four at once use 1.4 of 2 cores, as long as one system is set up at a time
 * (side-by-side.ts). Starting a container takes far more CPU than starting a process, and would disturb a scenario beside it: one at
 * a time there.
 */
export const defaultConcurrency = { processes: 4, containers: 1, swarm: 1 } as const
