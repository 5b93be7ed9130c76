import { colours } from '../../report/html/colours.ts'
import { layoutStyle } from './style/layout.ts'
import { partsStyle } from './style/parts.ts'

/** Colours of lines in charts, told apart also by those who see few colours. */
const lineColours = `
:root{--line1:#1f6fb2;--line2:#c4541c;--line3:#2c8a57;--line4:#8a4fb0;--line5:#a67c00;--line6:#b83280;--line7:#4a5560;--line8:#008a99;--focus:#2a69a8}
@media (prefers-color-scheme:dark){:root{--line1:#6db3ee;--line2:#f09360;--line3:#67c993;--line4:#c39be6;--line5:#dcb64a;--line6:#ee86bd;--line7:#b4bec8;--line8:#4fc6d3;--focus:#8cc2f2}}
.line1{background:var(--line1)}.line2{background:var(--line2)}.line3{background:var(--line3)}.line4{background:var(--line4)}
.line5{background:var(--line5)}.line6{background:var(--line6)}.line7{background:var(--line7)}.line8{background:var(--line8)}`

export const liveStyle = `${colours}${lineColours}${layoutStyle}${partsStyle}`
