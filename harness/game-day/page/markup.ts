/** What of the page stands before the first message. Parts marked `data-for` are only there for those who may use them. */
export const markup = `
<a class="skip" href="#charts">Skip to the charts</a>
<header class="top">
<div class="who"><h1 id="name">gameday</h1><span id="variant" class="quiet"></span></div>
<span id="stage" class="badge">connecting</span>
<span class="clock" id="clock" role="timer" aria-label="time of the game-day">0:00</span>
<a class="jump" id="jump" href="#faults">no open faults</a>
<ul class="facts" id="facts"></ul>
<div class="actions">
<button type="button" id="open-inject" data-for="inject" aria-keyshortcuts="i">Inject…</button>
<button type="button" id="heal-all" class="heal" data-for="inject" aria-keyshortcuts="h">Heal all</button>
<button type="button" id="open-end" data-for="end" aria-keyshortcuts="e">End…</button>
<button type="button" id="open-help" aria-label="Keyboard shortcuts" aria-keyshortcuts="?">?</button>
</div>
</header>
<section class="banners" aria-label="Messages"><p class="banner lost" id="lost" role="status" hidden></p><p class="banner over" id="over" role="status" hidden></p></section>
<main>
<p id="hypothesis" class="hypothesis" hidden></p>
<section class="panel" id="topology" aria-labelledby="topology-h"><h2 id="topology-h">System <span class="quiet" id="topology-hint"></span></h2><div class="scroll" id="topology-box"></div></section>
<section class="panel" id="charts" aria-labelledby="charts-h" tabindex="-1">
<div class="bar"><h2 id="charts-h">Charts</h2><span id="cursor-time" class="number quiet"></span>
<div class="tools" role="group" aria-label="time shown">
<button type="button" data-view="back" aria-label="earlier">◀</button><button type="button" data-view="on" aria-label="later">▶</button>
<button type="button" data-view="in" aria-label="show less time">+</button><button type="button" data-view="out" aria-label="show more time">−</button>
<button type="button" data-view="all">all</button><button type="button" id="follow" data-view="follow" aria-pressed="true">follow now</button>
</div></div>
<div id="chart-list"></div></section>
<section class="panel" id="lines" aria-labelledby="lines-h">
<div class="bar"><h2 id="lines-h">What services print</h2>
<div class="tools"><select id="lines-service" aria-label="lines of which service"></select>
<input type="search" id="lines-text" aria-label="lines that contain" placeholder="contains…">
<button type="button" id="lines-pause" aria-pressed="false" aria-keyshortcuts="p">pause</button></div></div>
<ol class="list mono" id="lines-list" tabindex="0" aria-label="lines of the services"></ol></section>
</main>
<aside>
<section class="panel" id="faults" aria-labelledby="faults-h"><h2 id="faults-h">Open faults <span class="count" id="faults-count">0</span></h2>
<p class="quiet none" id="faults-none">None. The system is left alone.</p><ul class="faults" id="faults-open"></ul>
<details id="faults-past" hidden><summary id="faults-past-title"></summary><ul class="past" id="faults-over"></ul></details></section>
<section class="panel" id="guard" aria-labelledby="guard-h" hidden><h2 id="guard-h">Guard <span class="quiet">past a limit everything is healed</span></h2><ul class="guard" id="guard-list"></ul></section>
<section class="panel" id="notes" aria-labelledby="notes-h"><h2 id="notes-h">Marks and notes</h2>
<form id="notes-form" autocomplete="off">
<div class="field inline"><label for="your-name">Your name</label><input id="your-name" maxlength="60" autocomplete="name"></div>
<div class="quick" role="group" aria-label="mark this moment"><button type="button" data-mark="noticed something" aria-keyshortcuts="m">I noticed something</button><button type="button" data-mark="pager rang">Pager rang</button></div>
<div class="field"><label for="note-text">In your own words</label><input id="note-text" maxlength="500" aria-keyshortcuts="n"></div>
<div class="quick"><button type="submit" id="add-note">Add note</button><button type="button" id="add-mark">Mark this moment</button></div>
<p class="error" id="notes-error" role="alert"></p>
</form></section>
<section class="panel" id="log" aria-labelledby="log-h"><div class="bar"><h2 id="log-h">Log of the game-day</h2>
<div class="tools"><select id="log-filter" aria-label="entries shown"><option value="all">everything</option><option value="people">by people</option><option value="marks">marks and notes</option></select></div></div>
<ol class="list" id="log-list" tabindex="0" aria-label="log of the game-day"></ol></section>
</aside>
<div class="toasts"><div id="refusals" role="alert"></div><div id="news" role="status"></div></div>
<dialog id="inject" aria-labelledby="inject-h"><form id="inject-form" novalidate autocomplete="off">
<h2 id="inject-h">Inject a fault</h2>
<div class="field"><label for="inject-fault">Fault</label><select id="inject-fault" aria-describedby="inject-about"></select><p class="hint" id="inject-about"></p></div>
<div class="field"><label for="inject-target">Target</label><select id="inject-target"></select></div>
<div id="inject-parameters"></div>
<div class="field" id="inject-for-field"><label for="inject-for">For</label><input id="inject-for" placeholder="until somebody heals it" aria-describedby="inject-for-hint inject-for-error"><p class="hint" id="inject-for-hint">real time, as in 30s or 2m</p><p class="error" id="inject-for-error"></p></div>
<div class="field"><label for="inject-expect">What do you expect to happen?</label><textarea id="inject-expect" rows="2" maxlength="500"></textarea></div>
<p class="error" id="inject-error" role="alert"></p>
<div class="buttons"><button type="submit" class="danger" id="inject-send">Inject</button><button type="button" data-close>Cancel</button></div>
</form></dialog>
<dialog id="end" aria-labelledby="end-h"><h2 id="end-h">End the game-day?</h2>
<p>Everything is healed, the system stops, and the report is made. Nobody can go on after that.</p>
<p class="error" id="end-error" role="alert"></p>
<div class="buttons"><button type="button" class="danger" id="end-now">End it</button><button type="button" data-close>Go on</button></div></dialog>
<dialog id="help" aria-labelledby="help-h"><h2 id="help-h">Keyboard shortcuts</h2><dl class="keys" id="help-keys"></dl>
<label class="check"><input type="checkbox" id="shortcuts-on" checked> Single keys act</label>
<div class="buttons"><button type="button" data-close>Close</button></div></dialog>
<noscript><p class="banner lost">This page needs JavaScript. <code>gameday status</code> in a terminal says the same.</p></noscript>`
