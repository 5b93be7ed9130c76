import { describe, expect, test } from 'vitest'
import { envName } from '../env.ts'
import { parseRelayConfig, relayOptionsEnv, relayOptionValues } from './config.ts'
import { relayConstants, scaleConstants } from './constants.ts'

const env = {
  PORT: '8080',
  REGION: 'ams',
  MACHINE_ID: 'relay-1',
  REDIS_URL: 'redis://127.0.0.1:6379',
  TOKEN_SECRET: 'secret',
}

describe('parseRelayConfig', () => {
  test('without options gives the fixed form on loopback in scenario time', () => {
    const config = parseRelayConfig(env)
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, region: 'ams', machineId: 'relay-1' })
    expect(config.options).toEqual({
      drain: 'full',
      cleanup: 'lua',
      sweep: 'on',
      unregister: 'compare',
      primary: 'followed',
      directoryDeadline: 'on',
      heartbeat: 'restores',
      descriptors: 'spared',
      expiry: 'declared',
      rollback: 'by-registration',
      forward: 'direct',
      pings: 'patient',
      requests: 'once',
      channels: 'closed',
      auth: 'strict',
      leaves: 'nothing',
      tunnels: 'light',
      pending: 'rejected',
    })
    expect(config.constants).toEqual(relayConstants)
  })

  test('takes every form that it names', () => {
    for (const [option, values] of Object.entries(relayOptionValues))
      for (const value of values) {
        const { options } = parseRelayConfig({ ...env, [envName(option)]: value })
        expect(options[option as keyof typeof options]).toBe(value)
      }
  })

  test('understands what relayOptionsEnv writes', () => {
    const forms = { drain: 'close-only', directoryDeadline: 'none', rollback: 'by-owner' } as const
    expect(relayOptionsEnv(forms)).toEqual({
      DRAIN: 'close-only',
      DIRECTORY_DEADLINE: 'none',
      ROLLBACK: 'by-owner',
    })
    expect(parseRelayConfig({ ...env, ...relayOptionsEnv(forms) }).options).toMatchObject(forms)
  })

  test('takes a Sentinel with the addresses of the servers that it names, and refuses half of one', () => {
    const sentinel = {
      host: 'sentinel',
      port: 26379,
      addresses: { 'redis:6379': { host: 'proxy', port: 1 } },
    }
    expect(parseRelayConfig(env).sentinel).toBeUndefined()
    expect(parseRelayConfig({ ...env, SENTINEL: JSON.stringify(sentinel) }).sentinel).toEqual(sentinel)
    for (const SENTINEL of ['sentinel:26379', '{"host":"sentinel"}'])
      expect(() => parseRelayConfig({ ...env, SENTINEL })).toThrow(/SENTINEL is malformed: give it JSON/)
  })

  test('scales the slowed authorisation with everything else', () => {
    const { constants } = parseRelayConfig({ ...env, AUTH_DELAY_MS: '300', TIME_SCALE: '0.1' })
    expect(constants).toEqual(scaleConstants(0.1, { authDelayMs: 300 }))
    expect(constants.authDelayMs).toBe(30)
  })

  test.each([
    ['DRAIN', 'slow', /^DRAIN="slow" is unknown: use one of full, none, sigterm-only, /],
    ['HEARTBEAT', 'RESTORES', /^HEARTBEAT="RESTORES" is unknown: use one of restores, never-restores, /],
    ['PORT', '70000', /^PORT="70000" does not fit: give it a whole number from 0 to 65535$/],
    ['PORT', '', /^PORT="" does not fit/],
    ['TIME_SCALE', '-1', /^TIME_SCALE="-1" does not fit/],
    ['AUTH_DELAY_MS', 'soon', /^AUTH_DELAY_MS="soon" does not fit/],
    ['MACHINE_ID', 'a:b', /^MACHINE_ID is malformed: give it letters, digits, dots, dashes, as in relay-1$/],
    ['REGION', '', /^REGION is not set/],
    ['REDIS_URL', '127.0.0.1:6379', /^REDIS_URL is malformed: give it a URL such as redis:/],
    ['TOKEN_SECRET', '', /^TOKEN_SECRET is not set/],
  ])('rejects %s=%j with one line that says what to give', (name, value, message) => {
    expect(() => parseRelayConfig({ ...env, [name]: value })).toThrow(message)
  })
})

describe('scaleConstants', () => {
  test('multiplies durations and nothing else', () => {
    const scaled = scaleConstants(0.1)
    expect(scaled.pingIntervalMs).toBe(3_000)
    expect(scaled.missedPingsMax).toBe(3)
    expect(scaled.registerAttempts).toBe(3)
    expect(scaled.backoffFactorMin).toBe(0.5)
  })

  test('scales overrides too', () => {
    expect(scaleConstants(0.5, { backoffCeilingMs: 30_000 }).backoffCeilingMs).toBe(15_000)
  })
})
