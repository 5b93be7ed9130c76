import { afterEach, expect, test, vi } from 'vitest'
import { Interrupts } from './interrupts.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function interrupted() {
  vi.useFakeTimers({ toFake: ['performance'] })
  vi.spyOn(console, 'error').mockReturnValue()
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
  const cancel = vi.fn()
  const interrupts = new Interrupts()
  interrupts.listen(cancel)
  return { interrupts, exit, cancel }
}

test('one press that arrives three times is one', () => {
  const { interrupts, exit, cancel } = interrupted()
  for (let i = 0; i < 3; i++) {
    process.emit('SIGINT')
    vi.advanceTimersByTime(300)
  }
  interrupts.stop()
  expect(interrupts.aborted).toBe(true)
  expect(cancel).toHaveBeenCalledOnce()
  expect(exit).not.toHaveBeenCalled()
})

test('a second one, or a SIGTERM, a second later leaves at once', () => {
  const { interrupts, exit } = interrupted()
  process.emit('SIGINT')
  vi.advanceTimersByTime(1_000)
  process.emit('SIGTERM')
  interrupts.stop()
  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
})
