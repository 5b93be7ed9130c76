/**
 * Scenarios at the same time. They mostly wait: three at once use 1.4 of 2 cores on average, which leaves room for what is
 * measured. Starting a container takes far more CPU than starting a process, and would not: one at a time there.
 */
export const defaultConcurrency = { processes: 3, containers: 1 } as const
