import { expect, test } from 'vitest'
import { envName } from '../env.ts'
import { scaleConstants } from '../relay/constants.ts'
import { hostOptionsEnv, hostOptionValues, parseHostConfig } from './config.ts'

test('without options gives the fixed form', () => {
  const config = parseHostConfig({ PORT: '0' })
  expect(config.options).toEqual({
    watchdog: 'on',
    hostJitter: 'on',
    backoffReset: 'stable',
    replaced: 'ceiling',
    close: 'abandons',
    drainNotice: 'obeyed',
    resetOn1001: 'off',
    tellsPings: 'no',
    certificates: 'verified',
    badCertificate: 'backs-off',
  })
  expect(config.constants).toEqual(scaleConstants(1))
})

test('reads each option from its variable', () => {
  expect(Object.keys(hostOptionValues).map(envName)).toEqual([
    'WATCHDOG',
    'HOST_JITTER',
    'BACKOFF_RESET',
    'REPLACED',
    'CLOSE',
    'DRAIN_NOTICE',
    'RESET_ON_1001',
    'TELLS_PINGS',
    'CERTIFICATES',
    'BAD_CERTIFICATE',
  ])
  const forms = { resetOn1001: 'on', close: 'waits-for-reply' } as const
  expect(parseHostConfig({ PORT: '0', ...hostOptionsEnv(forms) }).options).toMatchObject(forms)
})

test('the ceiling is scenario time', () => {
  const env = { PORT: '0', TIME_SCALE: '0.1', ...hostOptionsEnv({ backoffCeilingMs: 30_000 }) }
  expect(parseHostConfig(env).constants.backoffCeilingMs).toBe(3_000)
})

test.each([
  [{ CLOSE: 'never' }, /^CLOSE="never" is unknown: use one of abandons, waits-for-reply$/],
  [{ BACKOFF_CEILING_MS: '0' }, /^BACKOFF_CEILING_MS="0" does not fit/],
  [
    { RELAY_CA: '/nowhere.pem' },
    /^RELAY_CA: \/nowhere\.pem cannot be read \(ENOENT\): give it the path of a PEM file$/,
  ],
])('rejects %j', (env, message) => {
  expect(() => parseHostConfig({ PORT: '0', ...env })).toThrow(message)
})
