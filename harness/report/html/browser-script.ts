import { readFile } from 'node:fs/promises'
import { codeFile, isPackage } from '../../../docker/paths.ts'

/**
 * A script of a page as a browser takes it. In the npm package it was bundled when that was packed.
 * @param path of its file, from the top folder, without extension
 */
export async function browserScript(path: string): Promise<string> {
  const file = codeFile(path)
  if (isPackage) return readFile(file, 'utf8')
  // What it is made with is there in a checkout only.
  const { bundleForBrowser } = await import('./bundle.ts')
  return bundleForBrowser(file)
}
