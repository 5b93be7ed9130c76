/** Folder of a service's own files in its container. */
export const containerFiles = '/srv/files'

/** Where `{files}` stands in texts of a service that has files, its folder of them. */
export function withFolder(args: readonly string[], folder: string): string[] {
  return args.map((arg) => arg.replaceAll('{files}', folder))
}

/** The same in each of these texts. */
export const allWithFolder = (
  texts: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replaceAll('{files}', folder)]))
