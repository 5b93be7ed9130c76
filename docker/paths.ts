import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { dirname, extname, join } from 'node:path'

/** Top folder of this repository; in the npm package, the folder of what was built from it. */
export const repoRoot = dirname(import.meta.dirname)

/** `.ts` in a checkout, whose TypeScript Node runs as it is, and `.js` in the npm package. */
const codeExtension = extname(import.meta.filename) as '.ts' | '.js'

/** Whether this is the npm package, and no checkout. */
export const isPackage = codeExtension === '.js'

/** The cache of this user; nobody else's, and not in a package's folder, which may be read-only or shared. */
const userCache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')

/** Different for each folder in which the package is installed: two versions do not share their files. */
const ofThisFolder = createHash('sha256').update(repoRoot).digest('hex').slice(0, 12)

/** What one machine keeps between runs: bundles, records of runs. In a checkout it is ignored by git. */
export const stateDir = isPackage ? join(userCache, 'gameday', ofThisFolder) : join(repoRoot, '.gameday')

/** Where Node keeps compiled files of one program, by its name. */
export const compileCacheDir = (name: string): string =>
  isPackage ? join(stateDir, 'compiled', name) : join(repoRoot, 'node_modules/.cache', name)

/** A file of ours, by its path from the top folder without extension, as it can be loaded here. */
export const codeFile = (path: string): string => join(repoRoot, `${path}${codeExtension}`)

/** How people call a task of ours: by npm in a checkout, as a command of the package. */
export const taskCalled = (task: string): string => `${isPackage ? 'npx gameday' : 'npm run'} ${task}`
