import { expect, it } from 'vitest'
import { logWebOptionsEnv, logWebOptionValues, parseLogWebConfig } from './config.ts'
import { logConstants, logLimits, scaleLogConstants } from './constants.ts'

const env = { HOST: '127.0.0.1', PORT: '0', SPOOL_DIR: '/tmp/spool', TIME_SCALE: '0.1' }

it('is the fixed form unless the environment says otherwise', () => {
  const plain = Object.fromEntries(
    Object.entries(logWebOptionValues).map(([option, [first]]) => [option, first]),
  )
  expect(parseLogWebConfig(env).options).toEqual(plain)
  const bad = logWebOptionsEnv({ heartbeat: 'none', close: 'on-success-only' })
  expect(parseLogWebConfig({ ...env, ...bad }).options).toEqual({
    ...plain,
    heartbeat: 'none',
    close: 'on-success-only',
  })
})

it('names a setting that it cannot start with', () => {
  expect(() => parseLogWebConfig({ ...env, HEARTBEAT: 'sometimes' })).toThrow(/HEARTBEAT="sometimes"/)
  expect(() => parseLogWebConfig({ ...env, SPOOL_DIR: 'spool' })).toThrow(/SPOOL_DIR/)
})

it('scales times and not sizes', () => {
  const { heartbeatMs, pieceBytes } = scaleLogConstants(0.1)
  expect({ heartbeatMs, pieceBytes }).toEqual({ heartbeatMs: 500, pieceBytes: logConstants.pieceBytes })
  expect(logLimits(1).descriptors).toBe(1_024)
  expect(logLimits(0.1).descriptors).toBe(256)
})
