import { describe, expect, it } from 'vitest'
import { mask } from './mask.ts'

const long = 'Zx9'.repeat(20)
/** Put together here, so that no scanner of this repository takes them for real ones. */
const key = (kind: string) => [`-----BEGIN ${kind}PRIVATE`, 'KEY-----'].join(' ')
const keyEnd = (kind: string) => [`-----END ${kind}PRIVATE`, 'KEY-----'].join(' ')

describe('mask hides', () => {
  it.each([
    ['GET /tunnel?hostId=a&token=abc.def&x=1', 'GET /tunnel?hostId=a&token=(hidden)&x=1'],
    ['token eyJhbGciOi.eyJzdWIi.c2ln.', 'token (token)'],
    ['only a head eyJhbGciOi', 'only a head (token)'],
    ['Authorization: Bearer abc123', 'Authorization: Bearer (hidden)'],
    ['{"authorization":"Basic dXNlcjpwdw==","x":1}', '{"authorization":"Basic (hidden)","x":1}'],
    ['proxy-authorization: s3cr3t', 'proxy-authorization: (hidden)'],
    ['sent Bearer abc.def to it', 'sent Bearer (hidden) to it'],
    ['TOKEN_SECRET=s3cr3t PORT=1', 'TOKEN_SECRET=(hidden) PORT=1'],
    ['UPSTASH_REDIS_REST_TOKEN="a b"', 'UPSTASH_REDIS_REST_TOKEN="(hidden)"'],
    ['env.DB_PASSWORD_1=x', 'env.DB_PASSWORD_1=(hidden)'],
    ['{"password":"hunter2","user":"a"}', '{"password":"(hidden)","user":"a"}'],
    ['{"password" : "with \'quotes\'"}', '{"password" : "(hidden)"}'],
    ['{"apiKey":12345678}', '{"apiKey":(hidden)}'],
    [String.raw`{"line":"{\"password\":\"hunter2\"}"}`, String.raw`{"line":"{\"password\":\"(hidden)\"}"}`],
    ["{ clientSecret: 'abc' }", "{ clientSecret: '(hidden)' }"],
    ['"secret":"never closed', '"secret":"(hidden)"'],
    ['password: hunter2', 'password: (hidden)'],
    ['secret_key_base: abcdefghijklmnopqrstuvwxyz', 'secret_key_base: (hidden)'],
    ['password:pw', 'password:(hidden)'],
    ['redis://:pw@host:6379/0', 'redis://:(hidden)@host:6379/0'],
    ['postgres://user:p@ss@db/x', 'postgres://user:(hidden)@db/x'],
    ['Cookie: a=b; session=c', 'Cookie: (hidden)'],
    ['aws_secret_access_key = abcdefgh', 'aws_secret_access_key = (hidden)'],
    [`id AKIA${'IOSFODNN7EXAMPLE'} used`, 'id (AWS key) used'],
    [`ghp_${long.slice(0, 36)}`, '(GitHub token)'],
    [`github_pat_${long}`, '(GitHub token)'],
    [`glpat-${long.slice(0, 20)}`, '(GitLab token)'],
    [`xoxb-${'1234567890'}-abc`, '(Slack token)'],
    ['https://hooks.slack.com/services/T0/B0/xyz', 'https://hooks.slack.com/(hidden)'],
    [`npm_${long.slice(0, 36)}`, '(npm token)'],
    [`sk_live_${long.slice(0, 24)}`, '(Stripe key)'],
    [`AIza${long.slice(0, 35)}`, '(Google key)'],
    [`sk-proj-${long}`, '(API key)'],
    [`SG.${long.slice(0, 22)}.${long.slice(0, 43)}`, '(SendGrid key)'],
    [`FlyV1 fm2_${long}`, 'FlyV1 (Fly token)'],
    [`a ${key('RSA ')}\nMIIE\nAbc=\n${keyEnd('RSA ')} b`, 'a (private key) b'],
    [`cut off ${key('')} | MIIE | AbcD`, 'cut off (private key)'],
    [`${long.slice(0, 40)} | ${long.slice(0, 30)} | Ab== | ${keyEnd('EC ')} then`, '(private key) then'],
  ])('%s', (text, masked) => {
    expect(mask(text)).toBe(masked)
    expect(mask(masked), 'masked twice is masked once').toBe(masked)
  })
})

describe('mask leaves', () => {
  it.each([
    'nothing secret here',
    'invalid token: expired',
    'tokens=12 max_tokens=100 secretName=x',
    'password=false token=null',
    'a bearer token is missing',
    'the bearer tokens of hosts',
    'redis://127.0.0.1:6379/0 and git@github.com:a/b.git',
    'http://127.0.0.1:80/x@y',
    'author=me authority: 12345678 keyboard=de',
    'basket-1234567890123456789012345',
    'exited with code 1 before it was ready',
  ])('%s', (text) => {
    expect(mask(text)).toBe(text)
  })
})

it.each([
  ['one word', 'a'.repeat(1_000_000)],
  ['names', 'token '.repeat(200_000)],
  ['dashes', 'token-'.repeat(200_000)],
  ['quotes', `"password":"`.repeat(100_000)],
  ['URLs', 'a://:'.repeat(200_000)],
  ['heads of keys', key('').repeat(30_000)],
  ['bodies of keys', `${'A'.repeat(64)} `.repeat(15_000)],
  ['ends of keys', `${'A'.repeat(64)} ${keyEnd('')} `.repeat(10_000)],
  ['spaces', `secret${' '.repeat(1_000_000)}`],
])('a megabyte of %s takes less than a second of CPU to mask', (_, text) => {
  const before = process.cpuUsage()
  mask(text)
  // Not by the clock: the machine may be busy.
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(1_000)
})
