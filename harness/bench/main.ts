import { slownessOf } from '../analysis/slowness.ts'
import { endWith, exit } from '../cli/exit.ts'
import { messageOf, UsageError } from '../errors.ts'
import { watchMachineSpeed } from '../probes/machine-speed.ts'
import { benchDirectory } from './directory.ts'
import { writePart } from './docs.ts'
import { benchHour } from './hour.ts'
import { benchIntake } from './intake.ts'
import { benchLive } from './live.ts'
import { benchProbe } from './probe.ts'
import { benchReport } from './report.ts'
import { benchScale } from './scale.ts'
import { benchScenarios } from './scenarios.ts'
import { Sheet } from './sheet.ts'
import { benchSteadyState } from './steady-state.ts'
import { benchToxiproxy } from './toxiproxy.ts'
import { benchWire } from './wire.ts'

/**
 * What `npm run bench` measures; `npm run bench -- probe` measures one of them. Prints, asserts nothing. `--write-docs` puts it into
 * docs/performance.md or docs/scale.md, too.
 */
const benches = {
  'steady-state': benchSteadyState,
  probe: benchProbe,
  report: benchReport,
  live: benchLive,
  hour: benchHour,
  toxiproxy: benchToxiproxy,
  wire: benchWire,
  scale: benchScale,
  intake: benchIntake,
  directory: benchDirectory,
  scenarios: benchScenarios,
} as const

/** Measured only where it is asked for: it takes an hour. */
const onlyAsked = ['hour']

const code = await exit(async () => {
  const asked = process.argv.slice(2).filter((word) => word !== '--write-docs')
  const writesDocs = process.argv.includes('--write-docs')
  for (const name of asked)
    if (!Object.hasOwn(benches, name))
      throw new UsageError(`no bench ${JSON.stringify(name)}: there are ${Object.keys(benches).join(', ')}`)
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 ? !asked.includes(name) : onlyAsked.includes(name)) continue
    console.log(`\n${name}`)
    using machine = watchMachineSpeed()
    const sheet = new Sheet((line) => console.log(`  ${line}`))
    await bench(sheet).catch((error: unknown) => {
      console.log(`  could not be measured: ${messageOf(error)}`)
      endWith(2)
    })
    const speed = machine.speed()
    const slowness = speed && slownessOf(speed)
    if (slowness !== undefined)
      console.log(
        `  meanwhile the machine took ${slowness} times as long for a piece of work as the reference`,
      )
    if (writesDocs && sheet.markdown() !== '') writePart(name, sheet.markdown(), slowness)
  }
})
process.exit(code)
