/** How single parts look: controls, lists, charts, drawing, dialogs. */
export const partsStyle = `
h2{font-size:13px;line-height:1.5;font-weight:600;margin:0 0 6px}
h2 .quiet{font-weight:400;margin-left:6px}
.quiet,.hint{color:var(--muted)}
.number{font-variant-numeric:tabular-nums;white-space:nowrap}
.mono,code,kbd{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.badge,.count{display:inline-block;padding:1px 9px;border-radius:999px;font-size:12.5px;font-weight:600;white-space:nowrap;background:var(--soft);color:var(--muted)}
.good{color:var(--ok)}.bad{color:var(--bad)}.open{color:var(--warn)}
.badge.good{background:var(--ok-bg);color:var(--ok)}.badge.bad,.count.bad{background:var(--bad-bg);color:var(--bad)}.badge.open{background:var(--warn-bg);color:var(--warn)}
button,input,select,textarea{font:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--edge);border-radius:6px;padding:4px 10px;max-width:100%}
:root{--edge:#8b949e}@media (prefers-color-scheme:dark){:root{--edge:#66717c}}
button{cursor:pointer;min-height:30px;background:var(--soft)}button:hover{border-color:var(--ink)}
button:disabled,button[aria-disabled=true]{color:var(--muted);cursor:default;border-style:dashed}
button[aria-pressed=true]{background:var(--ink);color:var(--panel);border-color:var(--ink)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.danger,.heal.needed{background:var(--bad);border-color:var(--bad);color:var(--panel);font-weight:600}
.heal{min-width:132px;font-weight:600;font-size:15px;min-height:36px}.heal.needed{background:var(--ok);border-color:var(--ok)}
.actions button{min-height:36px}
.banner{padding:7px 16px;font-weight:600}.lost{background:var(--warn-bg);color:var(--warn)}.over{background:var(--ok-bg);color:var(--ok)}.over a{color:inherit;margin-left:8px}
.stale main,.stale aside{opacity:.75}
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:6px 12px;margin-bottom:6px}.bar h2{margin:0}
.tools{display:flex;flex-wrap:wrap;gap:4px;margin-left:auto}.tools button,.tools select,.tools input{font-size:13px;min-height:26px;padding:1px 8px}
.tools input{width:120px}
#cursor-time{min-width:9ch}
.chart{position:relative;padding:4px 0 0;min-width:0}
.chart:focus-visible{outline-offset:0;border-radius:4px}
.caption{display:flex;flex-wrap:wrap;gap:0 10px;align-items:baseline;font-size:13px}
.legend{display:flex;flex-wrap:wrap;gap:0 14px;margin-left:auto}.legend li{display:flex;gap:5px;align-items:baseline}
.legend .swatch{height:3px;width:12px;align-self:center;border-radius:2px}
.value{min-width:5ch;text-align:right;font-weight:600}
.plot{height:132px;touch-action:pan-y}.u-select{background:var(--focus);opacity:.18}
.u-hz .u-cursor-x{border-right-color:var(--muted)}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;flex:none}
svg.topology{display:block;margin:0 auto;font-size:12px}
.node,.link{outline:none}[role=button].node,[role=button].link{cursor:pointer}.node[aria-disabled=true],.link[aria-disabled=true]{cursor:default}
.node rect{fill:var(--soft);stroke:var(--edge);stroke-width:1}
.node text,.link text{text-anchor:middle;fill:var(--muted)}.node .part-name{fill:var(--ink);font-size:13px;font-weight:600}
.node .part-state{font-size:11.5px}
.node[data-state=stopped] rect,.node[data-state=paused] rect,.node[data-state=starting] rect{stroke-dasharray:5 3;fill:var(--panel)}
.node[data-state=stopped] .part-state,.node[data-state=paused] .part-state{fill:var(--warn);font-weight:600}
.link .reach{fill:none;stroke:transparent;stroke-width:16;pointer-events:stroke}.link .line{fill:none;stroke:var(--edge);stroke-width:1.4}
.link rect{fill:var(--panel);stroke:var(--line)}.link text{font-size:11px}
[role=button]:hover>rect,[role=button]:hover>.line{stroke:var(--ink)}
.faulted rect{stroke:var(--bad)!important;stroke-width:2!important;fill:var(--bad-bg)!important}.faulted .part-state,.faulted .link-name{fill:var(--bad)!important;font-weight:600}
.faulted .line{stroke:var(--bad)!important;stroke-width:2.5;stroke-dasharray:7 4}
.node:focus-visible rect,.link:focus-visible rect{stroke:var(--focus)!important;stroke-width:3!important}
.faults li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:1px 10px;padding:8px 0;border-top:1px solid var(--line);font-size:13px}
.faults li>*{grid-column:1}.faults button{grid-column:2;grid-row:1/span 2;align-self:center}
.fault-title{display:flex;flex-wrap:wrap;gap:2px 7px;align-items:center;font-size:14px}.evidence{font-weight:600;color:var(--warn)}.evidence.good{color:var(--ok)}
.faults .quiet:empty{display:none}.none{min-height:28px}
.past li{display:flex;flex-wrap:wrap;gap:2px 7px;align-items:center;padding:3px 0;font-size:13px}
details summary{cursor:pointer;color:var(--accent);font-size:13px;padding:4px 0}
.guard li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 10px;padding:4px 0;font-size:13px}
.meter{grid-column:1/-1;height:6px;border-radius:3px;background:var(--soft);overflow:hidden;border:1px solid var(--line)}
.meter div{height:100%;background:var(--ok);transform-origin:left}.open .meter div{background:var(--warn)}.bad .meter div{background:var(--bad)}
.field{display:grid;gap:2px;margin-bottom:8px}.field label{font-size:13px;font-weight:600}.field.inline{grid-template-columns:auto 1fr;align-items:center;gap:8px}
.hint{font-size:12.5px}.error{color:var(--bad);font-size:13px;font-weight:600}.error:empty{display:none}
[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.quick{display:flex;flex-wrap:wrap;gap:6px;margin-bottom:8px}
.entry,#lines-list li{padding:1px 0;font-size:13px;white-space:pre-wrap}
.entry{padding-left:5.4em;text-indent:-5.4em}.entry span:first-child{display:inline-block;text-indent:0;width:3.6em}.sign{display:inline-block;text-indent:0;width:1.8em}
#lines-list li{font-size:12px}
.sign{text-align:center;color:var(--muted)}.inject .sign,.trouble,.guard.entry{color:var(--bad)}.act .sign{color:var(--warn)}.heal.entry .sign{color:var(--ok)}.mark>:last-child,.note>:last-child{font-weight:600}
.refused,.entry.service{color:var(--muted)}
.heal.entry{min-width:0;min-height:0;font-weight:400;font-size:13px}
dialog{width:min(440px,calc(100vw - 24px));max-height:calc(100dvh - 24px);overflow:auto;color:var(--ink);background:var(--panel);border:1px solid var(--edge);border-radius:12px;padding:16px 18px;box-shadow:0 12px 40px #0004}
dialog::backdrop{background:#0003}dialog h2{font-size:17px;margin-bottom:10px}dialog input,dialog select,dialog textarea{width:100%}dialog .check input{width:auto}
.buttons{display:flex;gap:8px;margin-top:12px}.buttons button{min-height:36px}
.keys{display:grid;grid-template-columns:auto 1fr;gap:4px 14px;margin-bottom:12px}kbd{display:inline-block;min-width:24px;text-align:center;border:1px solid var(--edge);border-radius:5px;padding:1px 6px}
.toasts div:not(:empty){margin-top:8px;padding:9px 14px;border-radius:8px;background:var(--ink);color:var(--bg);box-shadow:0 4px 18px #0005}
#refusals:not(:empty){background:var(--bad);color:var(--panel);font-weight:600}`
