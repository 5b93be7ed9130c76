import { expect, test } from 'vitest'
import { scaleWebhookConstants } from '../../../docker/hook-relay/constants.ts'
import { proxyConf } from './proxy-conf.ts'

test('listens where it is told and scales its timeouts', () => {
  const [listen, upstream] = [
    { host: '127.1.2.3', port: 8080 },
    { host: '127.1.2.3', port: 9090 },
  ]
  const text = proxyConf(listen, upstream, scaleWebhookConstants(0.1))
  expect(text).toContain('listen 127.1.2.3:8080;')
  expect(text).toContain('proxy_pass http://127.1.2.3:9090;')
  expect(text).toContain('client_body_timeout 100ms;')
  expect(text).toContain('proxy_read_timeout 6000ms;')
})
