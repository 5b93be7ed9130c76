import { expect, test } from 'vitest'
import { MissingPartError } from '../../errors.ts'
import { directoryDeadlineMs, hostServices, proxiesFor, refuseMoreThanFit } from './capacity.ts'
import { fleetOptions } from './options.ts'

test('a large fleet is spread over several proxies and host processes, a small one is not', () => {
  expect(proxiesFor(fleetOptions({ hosts: 5_000 }))).toBe(1)
  expect(proxiesFor(fleetOptions({ hosts: 10_000 }))).toBe(2)
  expect(hostServices(fleetOptions({ hosts: 20 }))).toEqual(['hosts'])
  expect(hostServices(fleetOptions({ hosts: 20, hostProcesses: 2 }))).toEqual(['hosts', 'hosts-2'])
  expect(hostServices(fleetOptions({ hosts: 10_001 }))).toHaveLength(3)
})

test('more hosts than a relay has descriptors for are refused in one line that names the limit', () => {
  const options = fleetOptions({ hosts: 19_600 })
  expect(() => refuseMoreThanFit(options, 'processes', 1, 20_000)).toThrow(MissingPartError)
  expect(() => refuseMoreThanFit(options, 'processes', 1, 20_000)).toThrow(
    "19600 hosts need 20100 descriptors in one relay's process and this machine allows 20000: " +
      'raise the limit (ulimit -Hn) or ask for 19500 hosts at most',
  )
  // No number of hosts would fit, so none is asked for.
  expect(() => refuseMoreThanFit(fleetOptions({ hosts: 20 }), 'processes', 1, 128)).toThrow(
    'raise the limit (ulimit -Hn): a relay needs 500 and one more for each host',
  )
  refuseMoreThanFit(fleetOptions({ hosts: 19_500 }), 'processes', 1, 20_000)
  refuseMoreThanFit(options, 'containers', 1, 20_000)
})

test('more hosts than a compressed profile has time for are refused', () => {
  expect(() => refuseMoreThanFit(fleetOptions({ hosts: 10_000 }), 'processes', 0.1, 20_000)).toThrow(
    '10000 hosts would dial again before all of them are taken on, their delays being 0.1 of what they are in production: ' +
      'ask for --profile production, or for 2000 hosts at most',
  )
  refuseMoreThanFit(fleetOptions({ hosts: 2_000 }), 'processes', 0.1, 20_000)
})

test("the directory deadline of small fleets is the design's; of large ones it allows for work that does not scale", () => {
  expect(directoryDeadlineMs(100, 0.1)).toBe(1_000)
  expect(directoryDeadlineMs(1_000, 0.1)).toBe(5_500)
  expect(directoryDeadlineMs(1_000, 1)).toBe(1_450)
})
