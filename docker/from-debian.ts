import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { which } from 'zx/core'
import { type BaseName, bases, ownPackages, standInOf } from './bases.ts'
import { contentDigest } from './content-digest.ts'
import { engineSocket, localTags } from './engine.ts'
import { stateDir } from './paths.ts'
import { shell } from './shell.ts'

/** Every part that one of our images needs from a base that every run needs. nginx and Caddy belong to the systems that have a proxy. */
const commonPackages = ['redis-server', 'nginx-light', 'caddy', 'tini']
/** What the images of databases have besides, as those of a registry do. */
const toolPackages = ['tini', 'procps']
const suite = 'bookworm'

/** Debian's tools ask nothing. */
const debian = shell({ env: { DEBIAN_FRONTEND: 'noninteractive' } })

/** A stand-in that is made: its repository and what is in it. */
interface StandIn {
  readonly repository: string
  readonly packages: readonly string[]
  /** Seconds that it takes, for a line of output. */
  readonly about: number
}

const standIns: readonly StandIn[] = [
  { repository: standInOf('node'), packages: commonPackages, about: 20 },
  ...(Object.keys(bases) as BaseName[])
    .filter((name) => ownPackages(name).length > 0)
    .map((name) => ({
      repository: standInOf(name),
      packages: [...ownPackages(name), ...toolPackages],
      about: 40,
    })),
]

/** Content of a stand-in in one tag: other packages or another Node give another tag. */
function standInTag({ repository, packages }: StandIn): string {
  const content = JSON.stringify([packages, suite, process.version, process.arch])
  return `${repository}:${contentDigest(content)}`
}

/**
 * Makes the images that stand in for every base, out of Debian packages and the Node that runs this, unless they are there.
 * Needs a Debian (or Ubuntu) with mmdebstrap, which root gets installed by apt.
 * @throws Error in one line that says what to install.
 */
export async function makeStandIns(say: (line: string) => void): Promise<void> {
  for (const standIn of standIns) await makeStandIn(standIn, say)
}

async function makeStandIn(standIn: StandIn, say: (line: string) => void): Promise<void> {
  const tag = standInTag(standIn)
  if ((await localTags()).includes(tag)) return say(`${tag} is here already`)
  await needMmdebstrap(say)
  await mkdir(stateDir, { recursive: true })
  const folder = await mkdtemp(join(stateDir, 'base-'))
  try {
    const root = join(folder, 'root.tar')
    say(`fetching ${standIn.packages.join(', ')} of Debian ${suite} (about ${standIn.about} s)`)
    await debian`mmdebstrap ${mmdebstrapArgs(root, standIn.packages)}`
    say(`importing ${tag}`)
    await importRoot(root, tag)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function mmdebstrapArgs(root: string, packages: readonly string[]): string[] {
  return [
    '--variant=minbase',
    `--include=${packages.join(',')}`,
    `--customize-hook=upload ${process.execPath} /usr/local/bin/node`,
    '--customize-hook=chmod 755 "$1/usr/local/bin/node"',
    suite,
    root,
  ]
}

async function needMmdebstrap(say: (line: string) => void): Promise<void> {
  if (await which('mmdebstrap', { nothrow: true })) return
  const command = 'apt-get install -y mmdebstrap'
  if (!(await which('apt-get', { nothrow: true })))
    throw new Error(
      '--from-debian needs mmdebstrap, which only Debian and Ubuntu have: run it on one of them',
    )
  if (process.getuid?.() !== 0) throw new Error(`--from-debian needs mmdebstrap: sudo ${command}`)
  say(command)
  await debian`apt-get update`
  await debian`apt-get install -y --no-install-recommends mmdebstrap`
}

async function importRoot(root: string, tag: string): Promise<void> {
  const { default: Engine } = await import('dockerode')
  const docker = new Engine({ socketPath: engineSocket()! })
  const [repo, version] = tag.split(':') as [string, string]
  const answer = await docker.importImage(createReadStream(root), { repo, tag: version })
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(answer, (error: Error | null, steps: { error?: string }[]) => {
      const problem = error?.message ?? steps.find((step) => step.error)?.error
      if (problem) reject(new Error(`${tag} could not be imported: ${problem}`))
      else resolve()
    })
  })
}
