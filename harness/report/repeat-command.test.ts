import { describe, expect, it } from 'vitest'
import { journal } from '../analysis/fixtures/journal.ts'
import { headerOf } from '../analysis/moments.ts'
import type { Header } from '../journal/events.ts'
import { ranWith, repeatCommand } from './repeat-command.ts'

const header = (over: Partial<Header> = {}) =>
  headerOf(
    journal().header({
      scenario: 'shop/api-killed',
      runtime: 'processes',
      profile: 'compressed',
      seed: 7,
      ...over,
    }).events,
  )!

describe('the command that repeats an execution', () => {
  it('names what decides its plan', () => {
    expect(repeatCommand(header(), ['run', 'shop'])).toBe(
      'gameday run shop/api-killed --runtime processes --profile compressed --seed 7 --no-broken',
    )
    const broken = header({ variant: 'backoff=9s', failsOn: ['clients away'] })
    expect(repeatCommand(broken, ['run', '--hosts', '50'])).toMatch(/ --seed 7 --hosts 50 --broken$/)
  })

  it('names a target and its configuration, fit for a shell', () => {
    const target = header({ target: "it's mine", variant: "it's mine" })
    expect(repeatCommand(target, ['run', '--config=my config.ts'])).toMatch(
      / --target 'it'\\''s mine' --config 'my config\.ts'$/,
    )
  })

  it('comes with the versions that it ran with', () => {
    const environment = {
      node: 'v24.21.0',
      os: 'Linux 6.18 x64',
      cores: '2',
      redis: '7.0.15',
      caddy: 'not installed',
    }
    expect(ranWith(header({ environment }))).toBe('node v24.21.0, Linux 6.18 x64, redis 7.0.15')
  })
})
