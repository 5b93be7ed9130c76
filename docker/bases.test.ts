import { afterEach, expect, it, vi } from 'vitest'
import { chooseBase } from './bases.ts'

afterEach(() => vi.unstubAllEnvs())

const standIns = ['gameday/base:new', 'gameday/base:old']

it('is what the environment says, before anything else', () => {
  vi.stubEnv('GAMEDAY_BASE_NODE', 'registry.local/node:24')
  expect(chooseBase('node', ['node:24-bookworm-slim', ...standIns])).toMatchObject({
    image: 'registry.local/node:24',
    present: false,
  })
})

it('is the default where the engine has it', () => {
  expect(chooseBase('node', [...standIns, 'node:24-bookworm-slim'])).toMatchObject({
    image: 'node:24-bookworm-slim',
    present: true,
  })
})

it('is the newest stand-in where the engine has only those', () => {
  expect(chooseBase('redis', standIns)).toMatchObject({ image: 'gameday/base:new', present: true })
})

it('has to be pulled where there is nothing', () => {
  expect(chooseBase('redis', ['debian:12'])).toMatchObject({ image: 'redis:7-bookworm', present: false })
})
