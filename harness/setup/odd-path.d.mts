export function oddPath(folder: string): string | undefined
