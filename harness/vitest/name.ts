/** Name of the project of vitest that the scenarios are in. */
export const NAME = 'gameday'
