import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface InitOptions {
  /** Scenario files in JavaScript. */
  readonly js: boolean
  /** A workflow for GitHub. */
  readonly workflow: boolean
  /** A system and its scenarios, in place of the one that says hello. */
  readonly system?: readonly NewFile[]
}

/** A file of a new project: its path from the root, and what it holds. */
export interface NewFile {
  readonly path: string
  readonly text: string
}

const template = join(import.meta.dirname, 'template')

const hello = ['scenarios/hello/hello.ts', 'scenarios/hello/server-killed.scenario.ts'] as const
const workflow = '.github/workflows/gameday.yml'

/** Lines that git should not take for files of the project. */
export const ignored = ['node_modules/', 'reports/'] as const

/** The files of a first system and scenario. @param root the project, whose package manager shows in it */
export function newFiles(root: string, options: InitOptions): NewFile[] {
  const template = (path: string) => ({ path, text: read(path) })
  const config = template('gameday.config.ts')
  const code = options.system
    ? [
        { ...config, text: config.text.replace("runtime: 'processes'", "runtime: 'containers'") },
        ...options.system,
      ]
    : [config, ...hello.map(template)]
  const others = options.system ? [] : ['scenarios/hello/server.mjs']
  return [
    ...code.map((file) => (options.js ? inJavaScript(file) : file)),
    ...[...others, 'scenarios/tsconfig.json'].map(template),
    ...(options.workflow ? [{ path: workflow, text: workflowFor(root) }] : []),
  ]
}

const read = (path: string) => readFileSync(join(template, path), 'utf8')

/** The templates hold no types. `.mjs` is JavaScript's import in every project, whatever its package.json says. */
function inJavaScript({ path, text }: NewFile): NewFile {
  return { path: path.replace(/\.ts$/, '.mjs'), text: text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.mjs'") }
}

/** What a package manager is told in place of npm's words, by its lock file. */
const managers = [
  {
    lock: 'pnpm-lock.yaml',
    name: 'pnpm',
    install: 'pnpm install --frozen-lockfile',
    exec: 'pnpm exec gameday',
  },
  { lock: 'yarn.lock', name: 'yarn', install: 'yarn install --immutable', exec: 'yarn run gameday' },
] as const

function workflowFor(root: string): string {
  const text = read(workflow)
  const manager = managers.find(({ lock }) => existsSync(join(root, lock)))
  if (!manager) return text
  return text
    .replaceAll('cache: npm', `cache: ${manager.name}`)
    .replaceAll('run: npm ci', `run: ${manager.install}`)
    .replaceAll('npx gameday', manager.exec)
    .replaceAll(
      /^( +)- uses: actions\/setup-node@v5$/gm,
      `$1- run: corepack enable ${manager.name}\n$1- uses: actions/setup-node@v5`,
    )
}
