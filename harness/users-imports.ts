import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

/** Whether a file, by its path or URL, has types to be taken out. */
function withTypes(file: string): boolean {
  return /\.ts(?:\?|$)/.test(file)
}

/** What users import by these names is always the gameday that runs, whatever lies in a `node_modules` above their files. */
const doors: Readonly<Record<string, string>> = {
  gameday: new URL(`scenario${extname(import.meta.filename)}`, import.meta.url).href,
  'gameday/config': new URL(`config${extname(import.meta.filename)}`, import.meta.url).href,
}

const format = withTypes(import.meta.filename) ? 'module-typescript' : 'module'

let open = false

/**
 * Lets this process import files of users: `gameday` and `gameday/config` are found, and `import` works in `.ts` and `.js` files of
 * a project whose package.json says `"type": "commonjs"`, which is what `npm init` writes.
 */
export function openToUsers(): void {
  if (open) return
  open = true
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = doors[specifier]
      return url === undefined ? next(specifier, context) : { url, format, shortCircuit: true }
    },
    load: (url, context, next) =>
      isCommonJs(context.format) && isUsers(url) && hasModuleSyntax(url)
        ? next(url, { ...context, format: withTypes(url) ? 'module-typescript' : 'module' })
        : next(url, context),
  })
}

/** Node does not know the format of a file without any `"type"` above it until it has read it, with a warning. */
const isCommonJs = (format: string | null | undefined) => !format || format.startsWith('commonjs')

const isUsers = (url: string) =>
  url.startsWith('file:') && !url.includes('/node_modules/') && /\.(?:ts|js)(?:\?|$)/.test(url)

/** What V8 says of a module that is read as something else; Node itself looks for the same texts. */
const saidOfModules =
  /Cannot use import statement|Unexpected token 'export'|Cannot use 'import\.meta'|await is only valid/

function hasModuleSyntax(url: string): boolean {
  const source = readFileSync(fileURLToPath(url), 'utf8')
  // V8 reads no types, and taking them out is experimental in Node 24: it warns.
  if (withTypes(url)) return /^(?:import|export)\b/m.test(source)
  try {
    new Script(`(function () {${source}\n})`)
    return false
  } catch (error) {
    // What is wrong with it otherwise is Node's to say.
    return error instanceof Error && saidOfModules.test(error.message)
  }
}
