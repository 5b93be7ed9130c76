import { enableCompileCache } from 'node:module'
import { compileCacheDir } from '../../docker/paths.ts'

// Types are taken out of a command's files once and not at each start. Where the folder cannot be written, they are each time.
enableCompileCache(compileCacheDir('gameday'))
// What is imported statically would be loaded before this line, without the folder.
await import('./command-line.ts')
