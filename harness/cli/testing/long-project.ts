import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stallProject } from '../../game-day/fixtures/stall-project.ts'

/** Scenarios that go on for long unless somebody stops them, each with a fault that lasts. */
const files = {
  'long.scenario.mjs': `
import { scenario, systemOf } from 'gameday'
const stall = await systemOf(new URL('./stall.scenario.mjs', import.meta.url), 'stall/killed')
const about = { hypothesis: 'Nothing is lost.', system: stall, broken: {}, deadline: '10m' }

scenario('long/slow', about, async ({ faults, named, watch, check, time }) => {
  using during = watch()
  await faults.latency(named.link('clients-server'), { delay: '50ms' })
  await time.pass('120s')
  check('clients away', during.clients.disconnected()).atMost('5s')
})

scenario('long/dead', { ...about, guard: ['disconnected < 100 %'] }, async ({ faults, services, named, watch, check, time }) => {
  using during = watch()
  await faults.latency(named.link('clients-server'), { delay: '50ms' })
  await time.pass('1s')
  await faults.kill(services.server)
  await time.pass('120s')
  check('clients away', during.clients.disconnected()).atMost('5s')
})

scenario('long/busy', about, async ({ faults, named, watch, check, time, signal }) => {
  using during = watch()
  await faults.latency(named.link('clients-server'), { delay: '50ms' })
  await time.pass('2s')
  // Not while its body is gone through with nothing behind it.
  if (!signal.aborted) for (const end = Date.now() + 120_000; Date.now() < end; );
  check('clients away', during.clients.disconnected()).atMost('5s')
})
`,
}

/** A project of somebody's own in a folder of its own: `stall/killed`, which is soon over, and `long/*`. */
export function longProject(): string {
  const root = stallProject()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  return root
}
