import { createHash } from 'node:crypto'
import { browserScript } from '../../report/html/browser-script.ts'
import { chartStyle } from './chart-style.ts'
import { markup } from './markup.ts'
import { liveStyle } from './style.ts'

let made: Promise<string> | undefined

/**
 * The page of a game-day: one document that fetches nothing and opens a WebSocket to `/live` of the host that served it. Made once in a process.
 * It names no game-day: everything comes with the first message.
 */
export function livePage(): Promise<string> {
  made ??= makePage()
  return made
}

async function makePage(): Promise<string> {
  const [script, ofCharts] = await Promise.all([
    browserScript('harness/game-day/page/script/script'),
    chartStyle(),
  ])
  const style = `${ofCharts.trim()}${liveStyle}`
  // `</script` in a string of a library would end the script. In JavaScript the escaped form is the same text.
  const safe = script.replaceAll('</script', '<\\/script')
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(safe)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
<title>gameday</title><style>${style}</style></head>
<body>${markup}<script>${safe}</script></body></html>
`
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
