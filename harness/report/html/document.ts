import { html, type Markup, raw } from './html.ts'
import { style } from './style.ts'

/** A page of its own: one file without scripts or anything to fetch, which its policy makes sure of. */
export function document(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${raw(style)}</style></head>
<body><main>
${body}
</main></body></html>
`.text
}
