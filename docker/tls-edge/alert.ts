/** Alerts by which a client refuses a certificate, in the words of RFC 8446, section 6.2. */
const certificateAlerts = [
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
]

/** The alert about the certificate that a client sent, by the error that OpenSSL makes of it; undefined for any other error. */
export function certificateAlert({ code = '' }: NodeJS.ErrnoException): string | undefined {
  const alert = /^ERR_SSL_.*ALERT_(.+)$/.exec(code)?.[1]?.toLowerCase()
  return alert !== undefined && certificateAlerts.includes(alert) ? alert : undefined
}
