import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addresses } from './addresses.ts'
import { otherClients } from './clients.ts'
import { contextOf } from './context.ts'
import { differences } from './differences.ts'
import { httpApi } from './http.ts'
import { jsonBodies } from './json.ts'
import { nodeClient } from './node-client.ts'
import { nodeClientLimits } from './node-client-limits.ts'
import { proxies } from './proxies.ts'
import { serverApi } from './server.ts'
import { streamsOf } from './streams.ts'
import { original, originalIsHere, ours, type Subject } from './subjects.ts'
import { toxicsApi } from './toxics.ts'

describe('ours', () => conforms(ours))

const why = originalIsHere ? '' : ` (skipped: ${original.name} is not on the PATH)`
describe.skipIf(!originalIsHere)(`${original.name}${why}`, () => conforms(original))

/** What Toxiproxy's documentation and source say, one set of tests for both. */
function conforms(subject: Subject): void {
  describe('proxies', () => proxies(contextOf(subject)))
  describe('addresses', () => addresses(contextOf(subject)))
  describe('paths', () => httpApi(contextOf(subject)))
  describe('bodies', () => jsonBodies(contextOf(subject)))
  describe('toxics', () => toxicsApi(contextOf(subject)))
  describe('server', () => serverApi(contextOf(subject)))
  describe('streams', () => streamsOf(contextOf(subject)))
  describe('toxiproxy-node-client', () => nodeClient(contextOf(subject)))
  describe('toxiproxy-node-client at the limits', () => nodeClientLimits(contextOf(subject)))
  describe('clients in other languages', () => otherClients(contextOf(subject)))
}

test('every difference is in docs/toxiproxy.md, and no other', () => {
  const page = readFileSync(new URL('../../../docs/toxiproxy.md', import.meta.url), 'utf8')
  const table = page.slice(page.indexOf('## Differences from the original'))
  const listed = [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, key]) => key)
  expect(listed.sort()).toEqual([...differences].sort())
})
