import { keepConnectionBanner, overView } from './banners.ts'
import { chartsView } from './charts.ts'
import { prepareDialogs } from './dialogs.ts'
import { byId } from './dom.ts'
import { startEnd } from './end.ts'
import { faultsView, healAllView } from './faults.ts'
import { guardView } from './guard.ts'
import { headerView, rightsView } from './header.ts'
import { startHealing } from './heal.ts'
import { startInject } from './inject.ts'
import { startKeys } from './keys.ts'
import { linesView } from './lines.ts'
import { startLive } from './live.ts'
import { logView } from './log.ts'
import { keepName } from './name.ts'
import { startNotes } from './notes.ts'
import { topologyView } from './topology.ts'

/** The one script of the live page. The server keeps the token in a cookie; here it would be read over a shoulder. */
history.replaceState(null, '', location.pathname)

keepName()
prepareDialogs()
const live = startLive()
keepConnectionBanner(live)
const inject = startInject(live)
const healing = startHealing(live)
const end = startEnd(live)
const notes = startNotes(live)
const lines = linesView()
const charts = chartsView(live)
for (const view of [
  ...[headerView(live), rightsView(), overView(), topologyView(inject.open), charts],
  ...[faultsView(live, healing.heal), healAllView(), end.view, guardView(), logView(), lines],
])
  live.show(view)
startKeys([
  { key: 'i', about: 'inject a fault', act: () => inject.open() },
  { key: 'h', about: 'heal everything (press twice)', act: healing.healAllByKey },
  { key: 'm', about: 'mark: I noticed something', act: notes.markNoticed },
  { key: 'n', about: 'write a note', act: () => byId('note-text').focus() },
  { key: 'f', about: 'charts follow now', act: charts.follow },
  { key: 'p', about: 'pause or go on with what services print', act: lines.togglePause },
  { key: 'e', about: 'end the game-day', act: end.ask },
])
