/** Folder of a service's own files in its container. */
export const containerFiles = '/srv/files'

/** Where `{files}` stands in a service's arguments, its folder of files. */
export function withFolder(args: readonly string[], folder: string): string[] {
  return args.map((arg) => arg.replaceAll('{files}', folder))
}
