import { colours } from './colours.ts'

/** The page's whole style. Colours are variables, so that charts follow light, dark and paper. */
export const style = `
${colours}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:22px;line-height:1.25;margin:0 0 4px;letter-spacing:-.01em}
h1 .word{display:inline-block;padding:0 10px;margin-right:4px;border-radius:6px;background:var(--soft);color:var(--muted);letter-spacing:.02em}
h1 .good{background:var(--ok-bg);color:var(--ok)}h1 .bad{background:var(--bad-bg);color:var(--bad)}h1 .open{background:var(--warn-bg);color:var(--warn)}
.answers{margin:14px 0 10px;font-size:15px}
.contents{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);font-size:13px}
.contents ul{display:flex;gap:2px 14px;margin:0;padding:8px 24px;list-style:none;overflow-x:auto;white-space:nowrap}
.contents li{position:relative}.contents a{text-decoration:none}.contents a:hover{text-decoration:underline}
.dot{display:inline-block;width:8px;height:8px;border-radius:50%;margin-right:6px;background:var(--muted)}
.dot.good{background:var(--ok)}.dot.bad{background:var(--bad)}.dot.open{background:var(--warn)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
[id]{scroll-margin-top:46px}
.fold{margin:0}.fold>summary h2{display:inline;margin:0}.fold>summary{color:inherit}
.impact ul,ul.plain{margin:0;padding-left:18px}.impact{margin-bottom:8px}
.notes{white-space:pre-wrap;max-width:90ch}.note{display:block}.beyond{margin:0}
@media (min-width:1400px){
.beside{display:grid;grid-template-columns:232px minmax(0,1fr)}
.contents{height:100vh;overflow-y:auto;border:0;border-right:1px solid var(--line)}
.contents ul{display:block;padding:32px 12px 32px 20px;white-space:normal;overflow:visible}
.contents li{padding:3px 0}[id]{scroll-margin-top:12px}}
h2{font-size:20px;line-height:1.3;margin:0 0 6px}
h3{font-size:15px;margin:28px 0 8px}
h4{font-size:14px;margin:20px 0 6px}
#scenarios,#versions{font-size:17px;margin:28px 0 8px}
p{margin:0 0 8px}
a{color:var(--accent)}
code,.log{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.quiet{color:var(--muted)}
.small{font-size:13px}.stack small{display:block;font-size:13px;color:var(--muted)}
.badge{display:inline-block;padding:1px 8px;border-radius:999px;font-size:12.5px;font-weight:600;white-space:nowrap;background:var(--soft);color:var(--muted)}
.good{color:var(--ok)}.bad{color:var(--bad)}.open{color:var(--warn)}
.badge.good{background:var(--ok-bg);color:var(--ok)}
.badge.bad{background:var(--bad-bg);color:var(--bad)}
.badge.open{background:var(--warn-bg);color:var(--warn)}
.box{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;color:var(--muted);font-size:13px;padding:0 0 6px}
th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;font-size:13px;color:var(--muted);white-space:nowrap}
tbody th{color:var(--ink);font-weight:500;font-size:14px;white-space:normal;min-width:130px}
td.n,th.n,.checks tr>:is(:nth-child(2),:nth-child(3)){text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.offenders{border-bottom:1px solid var(--line);padding-top:0}
tr.noline>*{border-bottom:0}
.offenders ul{margin:0;padding-left:18px}
.how{margin:0}.how>summary,.offenders li details>summary{font-size:13px}.how dl{margin:4px 0 8px;font-size:13px}
.how dl:target{outline:2px solid var(--accent);outline-offset:4px;border-radius:4px}
.offenders li details{margin:2px 0}
.wide-table{min-width:700px}
.scenario{background:var(--panel);border:1px solid var(--line);border-radius:12px;padding:24px;margin:28px 0 0}
.scenario>header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
.hypothesis{font-size:16px;max-width:72ch;margin:6px 0 4px}
.reason{border-left:3px solid var(--line);padding:2px 0 2px 12px;margin:10px 0;max-width:90ch}
.reason.bad{border-color:var(--bad);color:inherit}.reason.open{border-color:var(--warn);color:inherit}
.margin{display:block;width:120px;height:8px;margin-top:7px;border-radius:2px;background:var(--soft);fill:var(--ink)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:4px 0 10px;padding:0;list-style:none;font-size:13px;color:var(--muted)}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;vertical-align:-1px}
.letter{display:inline-block;min-width:14px;font-weight:600;color:var(--ink)}
svg.chart{display:block;width:100%;height:auto;font-size:12px;fill:var(--muted);dominant-baseline:central;overflow:visible}
svg.narrow{display:none}svg.small{width:300px}
.plot{position:relative}.plot:focus-visible{outline:2px solid var(--accent);outline-offset:4px;border-radius:4px}
.plot svg{touch-action:pan-y;user-select:none}
.cursor{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 2;visibility:hidden}.reading .cursor{visibility:visible}
.readout{flex:1}
.zoom{display:flex;gap:4px;align-items:end;min-height:28px;margin:0}
.zoom button{min-width:28px;padding:1px 8px;font:inherit;font-size:13px;color:var(--muted);background:var(--soft);border:1px solid var(--line);border-radius:5px;cursor:pointer}
.filter{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:0 0 10px}
.filter input,.filter select{font:inherit;font-size:14px;padding:4px 8px;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:6px;max-width:100%}
[hidden]{display:none!important}
svg.topology{display:block;height:auto}
details{margin:14px 0 0}
summary{cursor:pointer;color:var(--accent);font-size:14px}
details.variant{border:1px solid var(--line);border-radius:8px;padding:10px 16px;margin-top:10px}
details.variant>summary{color:var(--ink)}
details.variant[open]>summary{margin-bottom:10px}
.log{background:var(--soft);border-radius:8px;padding:10px 12px;margin:0;white-space:pre;overflow-x:auto}
.log .err{color:var(--bad)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:0 32px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0;font-size:14px}
dt{color:var(--muted)}dd{margin:0}
footer{margin-top:40px;color:var(--muted);font-size:13px}
@media (max-width:640px){
.stack,.stack tbody,.stack caption{display:block;min-width:0}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{display:grid;grid-template-columns:auto 1fr;gap:1px 12px;padding:9px 0;border-bottom:1px solid var(--line)}
.stack tr.noline{border:0;padding-bottom:2px}
.stack th,.stack td{display:block;border:0;padding:0}
.stack tbody th,.stack td.across,.stack td.offenders{grid-column:1/-1}
.stack td{grid-column:2}
.stack td.n,.checks tr>td:nth-child(n){text-align:left;white-space:normal}
.stack td[data-label],.checks tr>td:nth-child(n+2){display:contents}
.stack td[data-label]::before{content:attr(data-label)}
.checks td:nth-child(2)::before{content:'observed'}.checks td:nth-child(3)::before{content:'limit'}
.checks td:nth-child(4)::before{content:'margin'}.checks td:nth-child(5)::before{content:'verdict'}
.stack td::before{grid-column:1;color:var(--muted);font-size:13px}
.stack td>div{grid-column:2}
main{padding:20px 12px 40px}.scenario{padding:16px 12px;border-radius:8px}
h1{font-size:19px}h2{font-size:18px}.answers{font-size:14px}
svg.wide{display:none}svg.narrow,svg.only{display:block}.only{min-width:640px}
.contents ul{padding:8px 12px}
dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
@media print{
.beside{display:block}.contents{display:none}
details.fold::details-content{content-visibility:visible;block-size:auto}
.zoom,.filter,.readout,.cursor{display:none}
:root{--bg:#fff;--panel:#fff;--ink:#000;--muted:#444;--line:#bbb;--soft:#f3f3f3;--ok:#1d6b3c;--bad:#a8281f;--warn:#7d4f00;--accent:#1f5a94;--ok-bg:#fff;--bad-bg:#fff;--warn-bg:#fff}
body{font-size:11pt}main{max-width:none;padding:0}
.scenario{border:0;padding:0;break-before:page}
svg.wide{display:block}svg.narrow{display:none}
.badge{border:1px solid currentColor}
tr,svg,li{break-inside:avoid}h3,h4{break-after:avoid}
.box,.log{overflow:visible}.log{white-space:pre-wrap}a{color:inherit;text-decoration:none}}
`
