import { createHash } from 'node:crypto'

/** What tells one content from another, in names of files and tags of images: SHA-256, 12 hex digits. */
export const contentDigest = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 12)
