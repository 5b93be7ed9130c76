import { join, relative } from 'node:path'
import { definitionFiles, loadBuiltIn } from '../built-in.ts'
import { allFaults } from '../faults/faults.ts'
import { type Described, Source } from './declarations.ts'

const harness = join(import.meta.dirname, '..')

const intro = `# Faults

Made by \`npm run reference\` from the sources. What each does in full is in the [reference](reference.md#faults), or by \`gameday help faults.partition\`.

A fault aims at a link, a service or a node of the run, and at nothing else. It stays until it is healed, or until the execution ends. When the harness is killed,
nothing of it stays: the kernel takes back rules and tracers, and the reaper ends what belongs to the run.
Where somebody kills the reaper with it, services, containers and disks stay until \`gameday clean\`; another run does not remove them.

- **proxy** faults act on bytes, in the Toxiproxy through which every link runs. They work everywhere and need no rights. The proxy acknowledges what it
  takes: TCP itself never notices anything.
- **packets** faults act below TCP, in the kernel. TCP sends again, backs off and times out for real. They need Linux, nftables and root
  ([how, and why so](decisions/0018-rules-owned-by-a-process.md)); without root \`gameday run --private-network\` has them on processes. On the containers runtime they also need an engine of this machine. Real time counts where the kernel waits:
  it sends a SYN again after 1, 2, 4 s in every profile.
- **wire** faults send packets through a process of the run that keeps, loses, doubles, reorders or corrupts them, as the seed says
  ([how, and why so](decisions/0019-one-wire-for-all-impairments.md)). They need socat, iproute2 and \`/dev/net/tun\`, too: \`apt-get install nftables iproute2 socat\`. It carries some ten MB/s.
  What passed is beside the journal, as files for tcpdump and Wireshark.
- **machine** faults act on a running process of the run, by \`prlimit\`, \`strace\` and control groups, on its clock, its disk and what DNS tells it. All is in packages of Debian:
  \`apt-get install nftables iproute2 util-linux strace faketime\`. Clocks, names and disks need a service that is started for it
  ([\`settableClock\`, \`names\`, \`diskMb\`](your-own-system.md)). Clocks are set by libfaketime: with a service whose program does not load it, the fault proves nothing.
- **nodes** faults act on one of several machines of a run, with \`--runtime swarm\` ([how to](several-machines.md)): its packets to the others, and all that runs on it.
- **service** faults act on a process or its files by signals and by what it is told.

\`gameday doctor\` says which layers this machine has. A scenario that says \`needs: ['packets']\` is skipped where there is none, with the reason; so is one that uses such a fault
without saying so, when it comes to it.`

/** `docs/faults.md`: a table of every fault, by the layer on which it acts. */
export async function faultsPage(): Promise<string> {
  await loadBuiltIn()
  const needs = new Map(allFaults().map((fault) => [fault.name, fault.needs]))
  const rows = definitionFiles(harness, /(?<!\.test)\.ts$/)
    .map((file) => relative(harness, file))
    .filter((file) => /(^|\/)faults\//.test(file))
    .flatMap((file) => rowsOf(file, needs))
  const layers = Map.groupBy(rows, ({ layer }) => layer)
  const tables = [...layers].sort(byLayer).flatMap(([layer, own]) => [`## ${layer}`, tableOf(own)])
  return `${[intro, ...tables].join('\n\n')}\n`
}

interface Row {
  readonly layer: string
  readonly cells: readonly string[]
}

const order = ['packets', 'wire', 'machine', 'nodes', 'proxy', 'service']
const rank = (layer: string) => (order.includes(layer) ? order.indexOf(layer) : order.length)

const byLayer = ([a]: [string, unknown], [b]: [string, unknown]) => rank(a) - rank(b) || a.localeCompare(b)

function rowsOf(file: string, needs: ReadonlyMap<string, string | undefined>): Row[] {
  const source = new Source(file)
  const docs = new Map(source.functions().map(({ name, doc }) => [name, doc]))
  const parameters = source.interfacesLike(/Options$/).flatMap(({ members }) => members)
  const kind = file.split('/').at(-1)!.replace(/\.ts$/, '')
  return source.augments('Faults').map(({ name, type }) => {
    const on = aimOf(type)
    return {
      layer: layerOf(file, on),
      cells: [
        `\`${name}\``,
        on,
        needs.get(kind) ?? '–',
        parameters.map(parameterText).join('<br>') || '–',
        evidenceIn(docs.get(name) ?? ''),
      ],
    }
  })
}

function layerOf(file: string, on: string): string {
  const [, system] = /^systems\/([^/]+)\//.exec(file) ?? []
  if (system) return `only ${system}`
  return /^faults\/([^/]+)\//.exec(file)?.[1] ?? (on === 'link' ? 'proxy' : 'service')
}

/** What a call is given first. */
function aimOf(type: string): string {
  if (/\(link: Link\b/.test(type)) return 'link'
  if (/\((target|service|relay|replaced): /.test(type)) return 'service'
  return /\((\w+)[?:]/.exec(type)?.[1] ?? '–'
}

const parameterText = ({ name, doc }: Described) => `\`${name}\`${doc === '' ? '' : `: ${cell(doc)}`}`

/** The part of a doc comment that says how a fault is seen to act. */
function evidenceIn(doc: string): string {
  const said = /Evidence[:,] (.*?)(?:\s@|$)/s.exec(doc)?.[1]
  return said ? cell(said.replaceAll(/\s+/g, ' ')) : '–'
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows
    .map(({ cells }) => cells)
    .sort(([a], [b]) => a!.localeCompare(b!))
    .map((cells) => `| ${cells.join(' | ')} |`)
  const head = ['| fault | aims at | needs | parameters | evidence |', '| --- | --- | --- | --- | --- |']
  return [...head, ...lines].join('\n')
}

/** Bars would end a cell, also within code. */
const cell = (text: string) => text.replaceAll('|', '\\|')
