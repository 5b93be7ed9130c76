import { spawn } from 'node:child_process'
import { EngineError, engineRequest, engineSocket } from '../../../docker/images.ts'
import { HarnessError, MissingPartError } from '../../errors.ts'

/** What an image is built from, by `docker build`. */
export interface BuildPlan {
  /** Absolute path of a folder. */
  readonly context: string
  /** From the context, or absolute. */
  readonly dockerfile: string
  /** The Dockerfile itself, where it is no file. */
  readonly inline?: string
  readonly args: Readonly<Record<string, string>>
  readonly target?: string
  readonly platform?: string
}

/** An image that is not ours: pulled where it is missing, or built under this tag. */
export interface ForeignImage {
  readonly tag: string
  readonly build?: BuildPlan
  readonly platform?: string
}

/** What an image says of itself. */
export interface ImageFacts {
  /** TCP ports, in ascending order. */
  readonly exposed: readonly number[]
  readonly hasHealthCheck: boolean
}

/** A pull or a build of a large image over a slow line. */
const MAKE_MS = 15 * 60_000

/** Tags that this run has built already, for its workers: a context may be large. */
const BUILT_VARIABLE = 'GAMEDAY_BUILT_IMAGES'

const known = new Map<string, Promise<ImageFacts>>()

/**
 * Builds or pulls an image and says what it is, once in a run.
 * @throws HarnessError with what Docker said
 */
export function foreignImage(
  image: ForeignImage,
  say: (line: string) => void = () => {},
): Promise<ImageFacts> {
  const found = known.get(image.tag) ?? made(image, say)
  known.set(image.tag, found)
  found.catch(() => known.delete(image.tag))
  return found
}

async function made({ tag, build, platform }: ForeignImage, say: (line: string) => void) {
  const built = new Set((process.env[BUILT_VARIABLE] ?? '').split(' '))
  if (build && !built.has(tag)) {
    say(`building ${tag} from ${build.context}`)
    await docker(buildArguments(tag, build), `${tag} could not be built from ${build.context}`, build.inline)
    process.env[BUILT_VARIABLE] = [...built, tag].join(' ').trim()
  }
  const facts = await factsOf(tag)
  if (facts) return facts
  say(`pulling ${tag}`)
  const place = platform === undefined ? [] : ['--platform', platform]
  await docker(['pull', '--quiet', ...place, tag], `${tag} is not on this machine, and could not be pulled`)
  return (await factsOf(tag))!
}

function buildArguments(tag: string, { context, dockerfile, inline, args, target, platform }: BuildPlan) {
  // From the folder of the context, where Compose looks for it, too.
  const file =
    inline === undefined ? (dockerfile.startsWith('/') ? dockerfile : `${context}/${dockerfile}`) : '-'
  return [
    ...['build', '--quiet', '--tag', tag, '--file', file],
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(platform === undefined ? [] : ['--platform', platform]),
    context,
  ]
}

interface Inspected {
  readonly Config: {
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null
    readonly Healthcheck?: { readonly Test?: readonly string[] } | null
  }
}

async function factsOf(tag: string): Promise<ImageFacts | undefined> {
  try {
    const { Config } = await engineRequest<Inspected>(`/images/${encodeURIComponent(tag)}/json`)
    const exposed = Object.keys(Config.ExposedPorts ?? {})
      .filter((port) => port.endsWith('/tcp'))
      .map((port) => Number.parseInt(port, 10))
    const test = Config.Healthcheck?.Test?.[0]
    return {
      exposed: exposed.sort((a, b) => a - b),
      hasHealthCheck: test !== undefined && test !== 'NONE' && test !== '',
    }
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}

/** Runs Docker's own command line, which knows the user's credentials and all of a Dockerfile. */
function docker(args: readonly string[], failed: string, input?: string): Promise<void> {
  const env = { ...process.env, DOCKER_HOST: `unix://${engineSocket()}` }
  const child = spawn('docker', args, { env, stdio: ['pipe', 'ignore', 'pipe'], timeout: MAKE_MS })
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_MAX)
  })
  return new Promise((resolve, reject) => {
    child.on('error', () => reject(new MissingPartError(`${failed}: the command \`docker\` is missing`)))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new HarnessError(`${failed}: ${said.trim() || `docker ended with ${code}`}`))
    })
  })
}

/** Letters of an error that are quoted. */
const SAID_MAX = 2_000
