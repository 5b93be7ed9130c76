import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'

export function execs(open: Opener): void {
  it('runs beside the service, with its environment', async () => {
    await using test = await openTest(open)
    const service = await test.run('server', { env: { WHO: 'me' } })
    const script = 'echo "$WHO $GAMEDAY_RUN_ID"; echo oops >&2; exit 5'
    expect(await service.exec(['sh', '-c', script])).toEqual({
      code: 5,
      stdout: `me ${test.runId}\n`,
      stderr: 'oops\n',
    })
  })

  it('gives a code other than 0 for a program that does not exist', async () => {
    await using test = await openTest(open)
    const service = await test.run('server')
    expect((await service.exec(['no-such-program'])).code).toBeGreaterThan(0)
  })
}
