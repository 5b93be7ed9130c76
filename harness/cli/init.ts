import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { enginePackagesMissing, isPackage } from '../../docker/images.ts'
import { UsageError } from '../errors.ts'
import { type InitOptions, type NewFile, newFiles } from '../init/files.ts'
import { fromCompose } from '../init/from-compose.ts'
import { writeNew } from '../init/write.ts'
import { findConfigFile } from '../targets/load-config.ts'
import { onStdout } from './colour.ts'

interface Given {
  /** Ask nothing. */
  readonly yes?: boolean
  readonly js?: boolean
  readonly workflow?: boolean
  /** A Compose file that a system is made of. */
  readonly compose?: string
}

/** `gameday init`: a first system and scenario in the folder in which it is called. Nothing that is there is written over. */
export async function init(given: Given): Promise<void> {
  const root = process.cwd()
  const config = findConfigFile(root)
  if (config !== undefined && dirname(config) !== root)
    throw new UsageError(`${config} is there already: ${root} belongs to that project`)
  // Read before anything is asked: a file that is no good ends it here.
  const composed = given.compose === undefined ? undefined : fromCompose(root, given.compose)
  const asks = !given.yes && Boolean(process.stdin.isTTY && process.stdout.isTTY)
  const options = asks ? await answers(given) : chosen(given)
  const files = newFiles(root, { ...options, ...(composed && { system: composed.files }) })
  // A configuration of any extension is one.
  const { written, left, ignored } = writeNew(
    root,
    files.map((file) => (config && isConfig(file) ? { ...file, path: basename(config) } : file)),
  )
  for (const path of written) console.log(`${onStdout.green('written')}  ${path}`)
  for (const path of left) console.log(`${onStdout.yellow('left')}     ${path}: it was there`)
  if (ignored.length > 0) console.log(`${onStdout.green('added')}    .gitignore: ${ignored.join(', ')}`)
  if (composed && composed.leftOut.length > 0)
    console.log(['\nnot taken over:', ...composed.leftOut].join('\n  '))
  const command = isPackage ? 'npx gameday' : 'gameday'
  // Services of a Compose file run in containers only.
  const missing = composed && enginePackagesMissing()
  if (missing !== undefined) console.log(`\n${missing}`)
  console.log(`\nnext: ${command} list, ${command} run`)
}

const isConfig = ({ path }: NewFile) => path.startsWith('gameday.config.')

const chosen = ({ js = false, workflow = true }: Given): InitOptions => ({ js, workflow })

/** Asks what no option says. @throws UsageError when nobody answers */
async function answers({ js, workflow }: Given): Promise<InitOptions> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // Not by `question`: an answer that is typed before its question would be lost.
  const lines = terminal[Symbol.asyncIterator]()
  const isYes = async (question: string) => {
    process.stdout.write(`${question} (Y/n) `)
    const { value, done } = await lines.next()
    if (done) throw new UsageError('no answer: nothing was written; --yes asks nothing')
    return !/^n/i.test(value.trim())
  }
  try {
    return {
      js: js ?? !(await isYes('Scenarios in TypeScript?')),
      // commander sets it to true where nothing is said.
      workflow: workflow !== false && (await isYes('A GitHub workflow: pull requests and every night?')),
    }
  } finally {
    terminal.close()
  }
}
