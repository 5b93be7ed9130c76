import type { Nodes, Root } from 'mdast'
import type { VFile } from 'vfile'
import { oldWords } from './words.ts'

/** A plugin of unified: reports words that have a better one. Code, also in a line of text, is not looked at. */
export function withoutOldWords() {
  return (tree: Root, file: VFile): void => {
    const text = String(file)
    for (const { value, start } of textsOf(tree))
      for (const { old, use } of oldWords)
        for (const match of value.matchAll(wholeWords(old)))
          file.message(`"${match[0].replace(/\s+/g, ' ')}": use ${use}`, {
            place: pointAt(text, start + match.index),
            source: 'gameday',
            ruleId: 'old-word',
          })
  }
}

/** A space of the pattern is any white space, as a phrase may go over the end of a line. */
function wholeWords(pattern: RegExp): RegExp {
  return new RegExp(`\\b(?:${pattern.source.replaceAll(' ', '\\s+')})\\b`, 'gi')
}

function textsOf(node: Nodes): { value: string; start: number }[] {
  if (node.type === 'text') return [{ value: node.value, start: node.position?.start.offset ?? 0 }]
  return 'children' in node ? node.children.flatMap((child) => textsOf(child)) : []
}

function pointAt(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: lines.at(-1)!.length + 1 }
}
