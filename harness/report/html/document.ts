import { createHash } from 'node:crypto'
import { html, type Markup, raw } from './html.ts'
import { style } from './style.ts'

interface DocumentParts {
  /** Source of its one script. */
  readonly script?: string
  /** Stands beside its main part. */
  readonly contents?: Markup
}

/** A page of its own: one file with nothing to fetch and at most one script, which its policy makes sure of. */
export function document(title: string, body: Markup, { script, contents }: DocumentParts = {}): string {
  const hash = script && createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'${hash ? `; script-src 'sha256-${hash}'` : ''}`
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<title>${title}</title><style>${raw(style)}</style></head>
<body${contents && raw(' class="beside"')}>${contents}<main>
${body}
</main>${script && raw(`<script>${script}</script>`)}</body></html>
`.text
}
