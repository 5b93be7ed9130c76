/**
 * Scenarios at the same time. They mostly wait: three at once use 1.4 of 2 cores on average, and with four the machine is the bottleneck. Starting a container takes
 * far more CPU than starting a process, and would disturb a scenario beside it: one at a time there.
 */
export const defaultConcurrency = { processes: 3, containers: 1 } as const
