export const noProxy: Readonly<Record<'NO_PROXY' | 'no_proxy', string>>
export function forgetProxies(env: NodeJS.ProcessEnv): void
export function askNoProxy(): void
