import { type BaseName, bases, chooseBase, isOptional } from './bases.ts'
import { engineRequest, engineSocket, localTags, noAnswerReason, noEngineReason } from './engine.ts'
import { enginePackagesMissing } from './engine-packages.ts'
import { imageNames, planImage } from './image-plan.ts'
import { taskCalled } from './paths.ts'

export interface Readiness {
  readonly ready: boolean
  /** For the first line of output. */
  readonly reason: string
}

/** A local engine answers `GET /version` in a few ms; one that needs longer is not one to measure on. */
const ANSWER_MS = 1_000

/** Asked once more with this much: a busy machine may hold up ourselves for a second, and the engine has answered long before. */
const AGAIN_MS = 5_000

/**
 * Whether containers can be started now: the packages for that are installed, an engine of this machine answers, and the images are there or their bases are,
 * so that building them takes seconds and no network. Asks no registry.
 */
export async function imagesReady(): Promise<Readiness> {
  const missing = enginePackagesMissing()
  if (missing !== undefined) return { ready: false, reason: missing }
  const socket = engineSocket()
  if (!socket) return { ready: false, reason: noEngineReason() }
  try {
    const { Version, tags } = await asked(ANSWER_MS).catch(() => asked(AGAIN_MS))
    return await judge(`Docker engine ${Version} answers`, tags)
  } catch (error) {
    return { ready: false, reason: noAnswerReason(socket, error) }
  }
}

async function asked(timeoutMs: number) {
  const [{ Version }, tags] = await Promise.all([
    engineRequest<{ Version: string }>('/version', { timeoutMs }),
    localTags(timeoutMs),
  ])
  return { Version, tags }
}

/** What only some systems need is fetched when one of them starts. */
const essential = (Object.keys(bases) as BaseName[]).filter((name) => !isOptional(name))

async function judge(engine: string, tags: readonly string[]): Promise<Readiness> {
  const chosen = essential.map((name) => chooseBase(name, tags))
  const missing = chosen.filter((base) => !base.present).map((base) => base.image)
  if (missing.length === 0 || (await allBuilt(tags)))
    return { ready: true, reason: `${engine} and the images are here` }
  return {
    ready: false,
    reason: `${engine}, but ${missing.join(' and ')} must be fetched first: ${taskCalled('images')}`,
  }
}

async function allBuilt(tags: readonly string[]): Promise<boolean> {
  const plans = await Promise.all(imageNames.map((name) => planImage(name, tags)))
  return plans.every((plan) => isOptional(plan.base) || tags.includes(plan.tag))
}
