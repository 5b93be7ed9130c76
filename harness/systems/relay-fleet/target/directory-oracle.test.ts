import { expect, test } from 'vitest'
import { directoryOracle, entriesIn, withFields } from './directory-oracle.ts'
import type { RelayTarget } from './schema.ts'

test('lines of host and owner', () => {
  expect(entriesIn('h1 m1/ams\n\n  h2\tm2/iad  \n')).toEqual({ h1: 'm1/ams', h2: 'm2/iad' })
  expect(() => entriesIn('h1 m1 ams')).toThrow("no 'host owner'")
  expect(() => entriesIn('Error: no directory')).toThrow("no 'host owner'")
})

const printing = (script: string) => {
  const directory = {
    command: [process.execPath, '-e', script],
    cwd: '.',
    env: { KEY: '{redis.url}' },
    owner: '{machineId}',
    by: 'redis',
  }
  const target = { name: 'mine', folder: '/', directory } as unknown as RelayTarget
  return directoryOracle(target, { 'redis.url': 'redis://h:1' }, (owner) => `ams:${owner}`)!
}

test('a command prints the entries; owners become identities', async () => {
  expect(await printing('console.log("h1 m1\\nh2 " + process.env.KEY.length)').read()).toEqual({
    h1: 'ams:m1',
    h2: 'ams:11',
  })
})

test('a command that fails is no empty directory', async () => {
  await expect(
    printing('console.log("h1 m1"); console.error("broken"); process.exit(3)').read(),
  ).rejects.toThrow('exited with code 3: broken')
})

test('a hash whose fields are written in another way than ids, and what else is in it', async () => {
  const fields = { 'tunnel:a/1': 'm1', 'tunnel:': 'm1', 'lease:a/1': '7', 'tunnel:b:2': 'm2' }
  const source = withFields({ name: 'x', read: async () => fields, close: () => {} }, 'tunnel:{id}')
  expect(await source.read()).toEqual({ 'a/1': 'm1', 'b:2': 'm2' })
})

test('without an oracle there is nothing to read', () => {
  expect(directoryOracle({ name: 'x', folder: '/' } as RelayTarget, {}, String)).toBeUndefined()
})
