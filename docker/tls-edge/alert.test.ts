import { expect, test } from 'vitest'
import { certificateAlert } from './alert.ts'

test.each([
  ['ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED', 'certificate_expired'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'bad_certificate'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unknown_ca'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', undefined],
  ['ERR_SSL_HTTP_REQUEST', undefined],
  ['ECONNRESET', undefined],
] as const)('%s: %s', (code, alert) => {
  expect(certificateAlert(Object.assign(new Error('of OpenSSL'), { code }))).toBe(alert)
})
