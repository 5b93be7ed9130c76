let groups = 0

/** Name of a new group of a run: the reaper and `gameday clean` find it by that. */
export const groupName = (runId: string): string => `gameday.${runId}.${process.pid}-${++groups}`

/** The run that a group belongs to; undefined where it is none of ours. */
export const runOfGroup = (name: string): string | undefined => /^gameday\.(.+)\.\d+-\d+$/.exec(name)?.[1]
