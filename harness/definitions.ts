/**
 * The part of the door for whoever defines events, metrics and charts. Nothing of it starts anything, so that processes which only compute
 * load no more than they need.
 */
export { z } from 'zod'
export { beforeFaults } from './analysis/base.ts'
export { missingProbes } from './analysis/blind.ts'
export { knownOf } from './analysis/capabilities.ts'
export { faultLives } from './analysis/faults.ts'
export {
  cannotTell,
  countOf,
  defineMetric,
  type MetricRef,
  type MetricValue,
  metric,
  type Offender,
  param,
} from './analysis/metric.ts'
export { byName, momentUncertaintyMs, msBetween, stampMs, watchEnd } from './analysis/moments.ts'
export { definePanel } from './analysis/panel.ts'
export { median } from './analysis/quantile.ts'
export { statOf, statSchema } from './analysis/stat.ts'
export type { Steps, Timeline } from './analysis/timeline.ts'
export { CASES_MIN, reach, type Span, steadyFrom, tooFew, touchedIn, WARM } from './analysis/untouched-by.ts'
export { type Duration, formatMs, parseDuration } from './duration.ts'
export { greatest, least } from './extremes.ts'
export { NS_PER_MS, now, wallOffsetMs } from './journal/clock.ts'
export { defineEvent } from './journal/event-kinds.ts'
export { type EventOf, eventsOf, type JournalEvent, type NewEvent } from './journal/events.ts'
export { defineChart } from './report/chart.ts'
export { html } from './report/html/html.ts'
export { axisOf } from './report/svg/axis.ts'
export { lanesSheet } from './report/svg/lanes.ts'
export { drawingOverTime } from './report/svg/over-time.ts'
export { faultShades } from './report/svg/shades.ts'
export { type Drawing, figureSvg, palette } from './report/svg/svg.ts'
