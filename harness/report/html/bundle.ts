/**
 * A script and all it imports as a browser takes it: one piece, without types, names shortened.
 * @param entry path of its file
 */
export async function bundleForBrowser(entry: string): Promise<string> {
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
