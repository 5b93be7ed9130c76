import type { Nodes, Root } from 'nlcst'
import type { VFile } from 'vfile'

/** Words that a sentence may have: from some 30 on readers lose the thread, and a list within a sentence needs a few more. */
export const WORDS_MAX = 35

/** A plugin of unified: reports every sentence with more words than that. */
export function sentenceLength() {
  return (tree: Root, file: VFile): void => {
    for (const sentence of nodesOf(tree, 'SentenceNode'))
      for (const { words, first } of sentencesIn(sentence))
        if (words > WORDS_MAX)
          file.message(`a sentence of ${words} words; at most ${WORDS_MAX}`, {
            ...(first.position && { place: first.position }),
            source: 'gameday',
            ruleId: 'sentence-length',
          })
  }
}

/** The parser takes a full stop before code or a small letter for a part of the word; a dot between links ends a sentence, too. */
function sentencesIn(sentence: Nodes): { words: number; first: Nodes }[] {
  const found: { words: number; first: Nodes }[] = []
  let ended = true
  for (const node of 'children' in sentence ? sentence.children : []) {
    if (node.type === 'WordNode') {
      if (ended) found.push({ words: 0, first: node })
      found.at(-1)!.words += 1
      ended = false
    }
    if (isEnd(node) || ('children' in node && node.children.slice(-1).some(isEnd))) ended = true
  }
  return found
}

function isEnd(node: Nodes): boolean {
  return (node.type === 'PunctuationNode' || node.type === 'SymbolNode') && /^[.!?·]+$/.test(node.value)
}

function nodesOf(node: Nodes, type: Nodes['type']): Nodes[] {
  if (node.type === type) return [node]
  return 'children' in node ? node.children.flatMap((child) => nodesOf(child, type)) : []
}
