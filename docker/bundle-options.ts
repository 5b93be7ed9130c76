import type { BuildOptions, Plugin } from 'esbuild'

// CommonJS dependencies call require() for Node's own modules; an ES module has none.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/** The namespace of Node's own modules among the inputs of a build. */
export const builtin = 'builtin'

/**
 * Node's own modules by require(). An `import` of one reads all that it exports, and reading `http.WebSocket` loads Node's whole HTTP
 * client: 30 to 50 ms of CPU at the start of every service (edge: 99 ms with it, 46 without), which none of them uses.
 * @param suffixOf makes one for each importer that gets another, by its path; those with one share it
 */
export const builtinsByRequire = (suffixOf: (importer: string) => string = () => ''): Plugin => ({
  name: 'builtins-by-require',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
      kind === 'require-call' ? undefined : { path, namespace: builtin, suffix: suffixOf(importer) },
    )
    build.onLoad({ filter: /.*/, namespace: builtin }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }))
  },
})

/** How code for Node is bundled. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  banner: { js: requireBanner },
  plugins: [builtinsByRequire()] as Plugin[],
  sourcemap: false,
  metafile: true,
  logLevel: 'silent',
} as const satisfies BuildOptions
