import { faketimeLibrary } from '../machine/faketime-library.ts'
import { clockEnvironment, containerClock } from '../machine/settable-clock.ts'
import type { ContainerPlan } from './container-plan.ts'

/** Path of the library in a container. */
const library = '/srv/libfaketime.so.1'

/**
 * What a container needs so that its clock can be set: this machine's library, which needs an image with glibc.
 * @param folder of the clock, on this machine
 * @throws MissingPartError where this machine has no such library
 */
export const clockPlan = (folder: string): NonNullable<ContainerPlan['clock']> => ({
  env: clockEnvironment(library, containerClock),
  mounts: { [library]: faketimeLibrary(), [containerClock]: folder },
})
