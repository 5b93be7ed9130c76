/** The receiver's database of the one Redis; the hop has database 0. */
export const receiverDatabase = 1

/** List of the builds that were started, oldest first, in the receiver's database: JSON with id, repository, sequence and digest. */
export const buildsKey = 'builds:started'
