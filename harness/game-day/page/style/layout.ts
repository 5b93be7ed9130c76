/** Where the areas stand: one column when narrow; wide, all in one screen whose areas scroll by themselves. */
export const layoutStyle = `
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
h1,h2,p,ul,ol,dl,dd{margin:0;padding:0}
ul,ol{list-style:none}
[hidden]{display:none!important}
.skip{position:absolute;left:-999px;top:4px;z-index:9;background:var(--panel);padding:4px 10px}.skip:focus{left:8px}
.top{position:sticky;top:0;z-index:3;display:flex;flex-wrap:wrap;align-items:center;gap:6px 14px;padding:8px 16px;background:var(--panel);border-bottom:1px solid var(--line)}
.who{display:flex;align-items:baseline;gap:8px;min-width:0}
h1{font-size:17px;line-height:1.3;letter-spacing:-.01em}
.clock{font-size:20px;font-weight:600;font-variant-numeric:tabular-nums;min-width:4.2ch}
.facts{display:flex;flex-wrap:wrap;gap:2px 12px;color:var(--muted);font-size:13px}
.jump{display:none;font-size:13px}
.actions{display:flex;gap:8px;margin-left:auto}
main,aside{display:grid;gap:12px;padding:12px;align-content:start;min-width:0}
main>*,aside>*{min-width:0}
.hypothesis{color:var(--muted);max-width:100ch}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:10px 14px 12px;scroll-margin-top:64px}
.panel:focus{outline:none}
.scroll{overflow:auto;max-height:340px}
#chart-list{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:4px 24px}
.list{overflow-y:auto;height:190px;contain:content}
#log-list{height:320px}
.toasts{position:fixed;left:16px;bottom:16px;z-index:5;max-width:min(460px,calc(100vw - 32px));pointer-events:none}
@media (max-width:640px){
.top{padding:6px 10px;gap:4px 10px}.actions{margin-left:0;width:100%}.actions .heal{flex:1}
main,aside{padding:8px 8px 0;gap:8px}aside{padding-bottom:72px}.panel{padding:8px 10px 10px;scroll-margin-top:110px}.facts{display:none}.scroll{max-height:none}.jump{display:inline!important}}
@media (min-width:1080px){
body{display:grid;grid-template:auto auto minmax(0,1fr)/minmax(0,1fr) 388px;height:100vh;overflow:hidden}
.top,.banners{grid-column:1/-1}main,aside{grid-row:3;overflow-y:auto;scrollbar-gutter:stable}
main{padding-right:6px}aside{padding-left:6px;grid-template-rows:auto auto auto minmax(220px,1fr);align-content:stretch}
#log{display:flex;flex-direction:column;min-height:220px;grid-row:4}#log-list{flex:1;height:auto;min-height:0}}
@media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}`
