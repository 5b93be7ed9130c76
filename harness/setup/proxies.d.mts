export function forgetProxies(env: NodeJS.ProcessEnv): void
export function askNoProxy(): void
