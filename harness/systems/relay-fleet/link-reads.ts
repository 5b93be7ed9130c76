import { type Journal, type Link, now } from '../../door.ts'

/** Journals what a link's proxy has counted. Resolves with the moment at which it was asked (ns). */
export function linkReader(journal: Journal): (link: Link, label: string) => Promise<number> {
  return async (link, label) => {
    const at = now()
    const { turns } = await link.state()
    const counted = turns === undefined ? {} : { turns }
    journal.append({ at, kind: 'link-read', link: link.name, label, doneAt: now(), ...counted })
    return at
  }
}
