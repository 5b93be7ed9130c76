import type { Print } from './print.ts'
export async function benchProbe(_print: Print): Promise<void> {}
