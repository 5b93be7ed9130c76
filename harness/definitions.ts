/**
 * The part of the door for whoever defines events, metrics, faults, charts and targets. Nothing of it starts anything, so that processes which
 * only compute load no more than they need.
 */
export { z } from 'zod'
export { beforeFaults } from './analysis/base.ts'
export { defineTraits } from './analysis/beyond/traits.ts'
export { missingProbes } from './analysis/blind.ts'
export { byHost } from './analysis/by-host.ts'
export { knownOf } from './analysis/capabilities.ts'
export { computeMetric } from './analysis/compute-metric.ts'
export { type ConnectionNews, defineConnections } from './analysis/connections.ts'
export { defineEffect } from './analysis/effects.ts'
export { type FaultLife, faultLives, onsetBefore } from './analysis/faults.ts'
export {
  cannotTell,
  countOf,
  defineMetric,
  type MetricRef,
  type MetricValue,
  metric,
  OFFENDERS_MAX,
  type Offender,
  param,
} from './analysis/metric.ts'
export { byName, headerOf, momentUncertaintyMs, msBetween, stampMs, watchEnd } from './analysis/moments.ts'
export { countsOf, definePanel, type Steps } from './analysis/panel.ts'
export { failedProbe, failureText, gaveUp } from './analysis/probe-failure.ts'
export { cadenceMs, probesDue } from './analysis/probes-due.ts'
export { median, quantile } from './analysis/quantile.ts'
export { heldUpShare } from './analysis/stalls.ts'
export { statOf, statSchema, type Timed } from './analysis/stat.ts'
export type { Timeline } from './analysis/timeline.ts'
export {
  CASES_MIN,
  countFailed,
  reach,
  type Span,
  steadyFrom,
  tooFew,
  touchedIn,
  WARM,
} from './analysis/untouched-by.ts'
export { type Duration, formatMs, parseDuration } from './duration.ts'
export { HarnessError, MissingPartError, messageOf, UsageError } from './errors.ts'
export { greatest, least } from './extremes.ts'
export { type FaultContext, type FaultKind, type OpenFault, openFault } from './faults/fault.ts'
export { defineFault as defineFaultMethod, type Faults, ownFault as defineFault } from './faults/faults.ts'
export type { StoppedExit } from './faults/stop.ts'
export { NS_PER_MS, now, wallOffsetMs } from './journal/clock.ts'
export { defineEvent } from './journal/event-kinds.ts'
export type { EventOf, JournalEvent, NewEvent, RuntimeKind } from './journal/events.ts'
export { eventsOf } from './journal/events-of.ts'
export { perJournal } from './journal/per-journal.ts'
export { type Charted, defineChart } from './report/chart.ts'
export { foldedTable } from './report/html/folded-table.ts'
export { html } from './report/html/html.ts'
export { defineNote, momentIn } from './report/note.ts'
export { axisOf, upright } from './report/svg/axis.ts'
export { lanesSheet } from './report/svg/lanes.ts'
export { drawingOverTime } from './report/svg/over-time.ts'
export { faultShades } from './report/svg/shades.ts'
export { type Drawing, figureSvg, palette } from './report/svg/svg.ts'
export { thinSorted } from './report/svg/thin.ts'
export { plural } from './report/words.ts'
export type { Link } from './runtime/links.ts'
export { type MachineClock, ownClock } from './runtime/machine-clock.ts'
export type { Address, Service } from './runtime/runtime.ts'
export { waitUntil } from './runtime/wait-until.ts'
export { didYouMean, unknownWord } from './targets/closest.ts'
export { defineTarget, type Target, type TargetInputs } from './targets/target.ts'
export * as templates from './targets/templates.ts'
