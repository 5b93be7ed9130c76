import { expect, it } from 'vitest'
import { deployConstants } from '../../../docker/deploy-service/constants.ts'
import { proxyTimeoutMs } from './options.ts'
import { proxyConf } from './proxy-conf.ts'

it('listens on the reserved address only, in the foreground, with the timeout in question', () => {
  const conf = proxyConf({
    listen: { host: '127.1.2.3', port: 10_001 },
    upstream: { host: '127.1.2.3', port: 10_002 },
    readTimeoutMs: 2_000.4,
  })
  expect(conf.match(/listen .*/g)).toEqual(['listen 127.1.2.3:10001;'])
  expect(conf).toContain('proxy_pass http://127.1.2.3:10002;')
  expect(conf).toContain('proxy_read_timeout 2000ms;')
  expect(conf).toContain('daemon off;')
})

it('gives up when a worker does on the broken variant, and well after that on the current version', () => {
  const { workerTimeoutMs } = deployConstants
  expect(proxyTimeoutMs({ proxyTimeout: 'worker-timeout' })).toBe(workerTimeoutMs)
  expect(proxyTimeoutMs({})).toBeGreaterThanOrEqual(2 * workerTimeoutMs)
})
