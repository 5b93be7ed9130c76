import { expect, it } from 'vitest'
import { type Opener, openTest } from '../fixtures/open-runtime.ts'

export function hasFiles(open: Opener): void {
  it('are in a folder that arguments and commands can name, over a restart', async () => {
    await using test = await openTest(open)
    const service = await test.run('server', {
      files: { 'a.conf': 'first line\nsecond line\n' },
      args: ['{files}/a.conf'],
    })
    const read = () => service.exec(['cat', '{files}/a.conf'])
    expect(await read()).toMatchObject({ code: 0, stdout: 'first line\nsecond line\n' })
    await service.kill()
    await service.restart()
    expect(await read()).toMatchObject({ code: 0, stdout: 'first line\nsecond line\n' })
  })
}
