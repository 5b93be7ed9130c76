import { expect, test } from 'vitest'
import { factorOf } from '../scenario/profile.ts'
import { system } from './define-system.ts'
import { scaledValues } from './mention-values.ts'
import { nginx } from './presets/nginx.ts'
import { http } from './probes/http.ts'

const probes = { up: http({ to: 'api' }) } as const
const api = (env: Record<string, string>) => ({ command: ['api'], env })

test('a system whose programs can be told is compressed, any other runs in real time', () => {
  const told = system('told', { services: { api: api({ SCALE: '{timeScale}' }) }, probes, scalable: true })
  expect(factorOf('compressed', told)).toBe(0.1)
  expect(factorOf('compressed', system('real', { services: { api: api({}) }, probes }))).toBe(1)
})

test('one that says so and tells nobody is refused', () => {
  expect(() => system('mute', { services: { api: api({}) }, probes, scalable: true })).toThrow(
    'system mute: scalable: none of its programs is told how fast to run: mention {timeScale} or {ms.1500}',
  )
})

test('durations of scenario time are filled in as whole real ms', () => {
  const proxy = nginx({
    config: 'client_body_timeout {ms.1500}ms; server { listen {address}; proxy_pass http://{api}; }',
  })
  const services = { proxy, api: api({}) }
  expect(() => system('shop', { services, probes, scalable: true })).not.toThrow()
  expect(scaledValues(['{ms.1500} {ms.25} {ms.x}', { a: '{ms.0}' }], 0.1)).toEqual({
    'ms.1500': '150',
    'ms.25': '3',
    'ms.0': '0',
  })
})
