import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { HarnessError } from '../errors.ts'

const root = join(import.meta.dirname, '../..')
const out = join(root, 'dist')

/** What is no TypeScript and goes into the package as it is. */
const asTheyAre = [
  'harness/setup/*.mjs',
  'docker/*/Dockerfile',
  'docker/caddy/Caddyfile',
  'harness/init/template/**/*',
  'harness/init/template/.github/workflows/*',
]

/** Only for a checkout: what brings packages and programs before anything else runs. */
const ofCheckouts = /^harness\/setup\/(start|dependencies|parts)\.mjs$/

/**
 * Builds `dist/`: each source file as JavaScript with its declarations, in the same place. Node takes no types out of files below
 * `node_modules`, so that a package cannot hold TypeScript. `npm pack` and `npm publish` call this.
 */
function build(): void {
  rmSync(out, { recursive: true, force: true })
  compile('harness/package/tsconfig.json')
  // The page's script has the globals of a browser, and so a project of its own.
  compile('harness/report/page-script/tsconfig.json', [
    ...['--noEmit', 'false', '--rewriteRelativeImportExtensions', '--rootDir', '.', '--outDir', 'dist'],
  ])
  declareByJavaScript()
  for (const file of globSync(asTheyAre, { cwd: root }))
    if (!ofCheckouts.test(file) && statSync(join(root, file)).isFile()) copy(file)
  const { name, version, type } = manifest
  writeFileSync(
    join(out, 'package.json'),
    `${JSON.stringify({ name, version, type, private: true }, null, 2)}\n`,
  )
}

/** @throws HarnessError with what the compiler says */
function compile(project: string, options: readonly string[] = []): void {
  const argv = ['node_modules/typescript/bin/tsc', '--project', project, ...options]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new HarnessError(`${project} cannot be compiled:\n${stdout}${stderr}`)
}

/** The compiler changes `./x.ts` to `./x.js` in what runs, and leaves it in declarations. */
function declareByJavaScript(): void {
  for (const file of globSync('**/*.d.ts', { cwd: out })) {
    const path = join(out, file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replaceAll(/((?:from|import\(|declare module|import)\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'),
    )
  }
}

function copy(file: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true })
  copyFileSync(join(root, file), join(out, file))
}

build()
