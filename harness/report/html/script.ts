import { codeFile } from '../../../docker/paths.ts'

const entry = codeFile('harness/report/page-script/script')

let built: Promise<string> | undefined

/** The page's script as a browser takes it: one piece, without types, names shortened. Built once in a process. */
export function pageScript(): Promise<string> {
  built ??= buildScript()
  return built
}

async function buildScript(): Promise<string> {
  // Loaded here: a run needs it once, at its end.
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  })
  return outputFiles[0]!.text.trim()
}
