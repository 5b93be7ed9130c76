/**
 * Scenarios at the same time. They mostly wait: four at once use about 1.5 of 2 cores on average. Starting a container takes
 * far more CPU than starting a process, and would disturb a scenario beside it: one at a time there.
 */
export const defaultConcurrency = { processes: 4, containers: 1 } as const
