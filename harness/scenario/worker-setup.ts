import { enableCompileCache } from 'node:module'
import { compileCacheDir } from '../../docker/paths.ts'

// A worker loads most of what the command line does: types are taken out of these files once for both.
enableCompileCache(compileCacheDir('gameday'))
await import('./worker.ts')
