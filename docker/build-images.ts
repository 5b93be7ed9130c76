import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type Docker from 'dockerode'
import { chooseBase } from './bases.ts'
import { EngineError, engineRequest, engineSocket, localTags, noEngineReason } from './engine.ts'
import { enginePackagesMissing } from './engine-packages.ts'
import { makeStandIns } from './from-debian.ts'
import { type ImageName, type ImagePlan, imageNames, planImage } from './image-plan.ts'
import { isPackage, stateDir, taskCalled } from './paths.ts'

export interface BuildOptions {
  /** Default: every image of ours. */
  readonly names?: readonly ImageName[]
  /** Make the base out of Debian packages first, for a machine that reaches no image registry. */
  readonly fromDebian?: boolean
  /** One plain line per step that takes time. */
  readonly onProgress?: (line: string) => void
}

/** Images of earlier sources that are kept: a run of another checkout may be using one. */
const KEEP_OLD = 5

/** A pull or build that reports no progress for so long hangs. */
const SILENCE_MS = 60_000

/**
 * Builds the images that are missing and returns the tag of each. What is there already costs one call of the engine.
 * @throws Error naming the image, the step and the way out.
 */
export async function buildImages(options: BuildOptions = {}): Promise<Record<string, string>> {
  const say = options.onProgress ?? (() => {})
  const missing = enginePackagesMissing()
  if (missing !== undefined) throw new Error(missing)
  if (!engineSocket()) throw new Error(noEngineReason())
  if (options.fromDebian) await makeStandIns(say)
  const tags = await localTags(10_000)
  const built: Record<string, string> = {}
  for (const name of options.names ?? imageNames) {
    const plan = await planImage(name, tags)
    if (!tags.includes(plan.tag)) await build(plan, tags, say)
    built[name] = plan.tag
  }
  return built
}

async function build(plan: ImagePlan, tags: string[], say: (line: string) => void): Promise<void> {
  const { default: Engine } = await import('dockerode')
  const docker = new Engine({ socketPath: engineSocket()! })
  const base = chooseBase(plan.base, tags)
  if (!base.present && !tags.includes(base.image)) await pull(docker, base.image, tags, say)
  say(`building ${plan.tag} from ${base.from}`)
  const context = await stage(plan)
  try {
    const stream = await docker.buildImage(
      { context, src: await readdir(context) },
      {
        t: plan.tag,
        buildargs: { BASE: plan.baseImage },
        labels: { 'gameday.image': plan.name },
        forcerm: true,
      },
    )
    await followed(docker, stream, `${plan.tag} could not be built`)
  } finally {
    await rm(context, { recursive: true, force: true })
  }
  await removeOld(plan.name, tags)
}

async function removeOld(name: ImageName, tags: readonly string[]): Promise<void> {
  const old = tags.filter((tag) => tag.startsWith(`gameday/${name}:`)).slice(KEEP_OLD)
  for (const tag of old)
    await engineRequest(`/images/${tag}`, { method: 'DELETE', timeoutMs: 10_000 }).catch((error: unknown) => {
      // A container still uses it.
      if (!(error instanceof EngineError)) throw error
    })
}

/** A folder with the Dockerfile, what it copies and the bundle, nothing else: the build context. */
async function stage(plan: ImagePlan): Promise<string> {
  await mkdir(stateDir, { recursive: true })
  const folder = await mkdtemp(join(stateDir, `build-${plan.name}-`))
  const files = [plan.dockerfile, ...plan.files, ...(plan.service?.chunks ?? [])]
  for (const file of files) await copyFile(file, join(folder, basename(file)))
  if (plan.service) await copyFile(plan.service.file, join(folder, 'service.mjs'))
  return folder
}

async function pull(
  docker: Docker,
  image: string,
  tags: string[],
  say: (line: string) => void,
): Promise<void> {
  say(`pulling ${image}`)
  const wayOut = `without a registry, ${taskCalled('images')} ${isPackage ? '' : '-- '}--from-debian makes a stand-in`
  const failed = `${image} could not be pulled (${wayOut})`
  const stream = await docker.pull(image).catch((error: Error) => {
    throw new Error(`${failed}: ${error.message}`)
  })
  await followed(docker, stream, failed)
  tags.push(image)
}

/** Waits for the end of a build or pull; the engine reports its errors inside the stream. */
function followed(docker: Docker, stream: NodeJS.ReadableStream, failed: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(silence)
      reject(new Error(`${failed}: ${reason}`))
    }
    const silence = setTimeout(() => fail(`the engine said nothing for ${SILENCE_MS / 1_000} s`), SILENCE_MS)
    docker.modem.followProgress(
      stream,
      (error: Error | null, steps: { error?: string }[]) => {
        clearTimeout(silence)
        const problem = error?.message ?? steps.find((step) => step.error)?.error
        if (problem) fail(problem.trim())
        else resolve()
      },
      () => silence.refresh(),
    )
  })
}
