import type { Sheet } from './sheet.ts'
import { behind, behindLines } from './toxiproxy/behind.ts'
import { CallProcess } from './toxiproxy/calls.ts'
import { accuracyLines, aimLines, idleLines, tableRows } from './toxiproxy/lines.ts'
import { machine } from './toxiproxy/machine.ts'
import { accuracy, idleBytes, type Ports, type Sample, sample } from './toxiproxy/measure.ts'
import {
  barePipe,
  original,
  originalVersion,
  ours,
  type Path,
  type PathName,
  plain,
} from './toxiproxy/paths.ts'

/** Each path is measured in each round; every other round goes through them backwards. */
const rounds = Number(process.env.GAMEDAY_BENCH_ROUNDS ?? 3)

export type Samples = ReadonlyMap<PathName, Sample[]>

/** The embedded Toxiproxy beside plain loopback, a bare Node pipe and, where it is on the PATH, the original. */
export async function benchToxiproxy(sheet: Sheet): Promise<void> {
  const version = originalVersion()
  sheet.line(machine())
  sheet.line(`original: ${version ?? 'toxiproxy-server is not present on the PATH, so it is not measured'}`)
  await using client = new CallProcess('client.ts')
  await using server = new CallProcess('server.ts')
  const port = (kind: string) => server.call<number>('listen', kind)
  const direct = { source: await port('source'), sink: await port('sink'), echo: await port('echo') }

  const samples = await throughPaths(client, direct, version !== undefined)
  sheet.line(`medians of ${rounds} rounds (least to most)`)
  sheet.table(tableRows(samples))

  for (const line of behindLines(await behind(client, direct, rounds, version !== undefined)))
    sheet.line(line)

  const idle = new Map<PathName, number>()
  const starts = [
    ['bare Node pipe', barePipe],
    ['ours', ours],
    ...(version ? ([['original', original]] as const) : []),
  ] as const
  for (const [name, start] of starts) idle.set(name, await idleBytes(client, start, direct.echo))
  for (const line of idleLines(idle)) sheet.line(line)

  const accuracies = []
  for (const start of version ? [ours, original] : [ours]) {
    await using path = await start()
    const measured = await accuracy([client, server], path, await port('stamps'))
    accuracies.push(measured)
    for (const line of accuracyLines(path.name, measured)) sheet.line(line)
  }
  for (const line of aimLines({ samples, idle, accuracy: accuracies[0]! })) sheet.line(line)
}

async function throughPaths(client: CallProcess, direct: Ports, withOriginal: boolean): Promise<Samples> {
  await using open = new AsyncDisposableStack()
  const paths: Path[] = [plain, open.use(await barePipe()), open.use(await ours())]
  if (withOriginal) paths.push(open.use(await original()))
  const routes = await Promise.all(
    paths.map(async (path) => ({
      path,
      ports: {
        source: await path.through(direct.source),
        sink: await path.through(direct.sink),
        echo: await path.through(direct.echo),
      },
      samples: [] as Sample[],
    })),
  )
  for (let round = 0; round < rounds; round++) {
    for (const { path, ports, samples } of round % 2 === 0 ? routes : routes.toReversed())
      samples.push(await sample(client, ports, path.pid))
  }
  return new Map(routes.map(({ path, samples }) => [path.name, samples]))
}
