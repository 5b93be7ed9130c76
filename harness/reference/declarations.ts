import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { HarnessError } from '../errors.ts'

/** What a source says of one of its names. */
export interface Described {
  readonly name: string
  /** As the source has it, without line breaks. */
  readonly type: string
  /** Its doc comment, without stars and tags; empty where there is none. */
  readonly doc: string
}

/** A top-level declaration: an interface with what it holds, or a function. */
export interface Declaration {
  readonly name: string
  readonly doc: string
  readonly members: readonly Described[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [part: string]: unknown
}

/** A file of the harness, to be asked what it declares. */
export class Source {
  readonly #text: string
  readonly #body: readonly Node[]
  readonly #comments: readonly { readonly start: number; readonly end: number; readonly value: string }[]
  readonly #file: string

  /** @param file from the folder `harness` */
  constructor(file: string) {
    this.#file = file
    this.#text = readFileSync(join(import.meta.dirname, '..', file), 'utf8')
    const { program, comments } = parseSync(file, this.#text)
    this.#body = program.body as unknown as Node[]
    this.#comments = comments.filter(({ value }) => value.startsWith('*'))
  }

  /** @throws HarnessError when there is none of that name */
  interface(name: string): Declaration {
    const found = this.#declared().find(([, node]) => isInterface(node) && nameOf(node) === name)
    if (!found) throw new HarnessError(`${this.#file} declares no interface ${name}`)
    return this.#declaration(found)
  }

  /** Interfaces whose name ends so, in their order. */
  interfacesLike(end: RegExp): Declaration[] {
    const all = this.#declared().filter(([, node]) => isInterface(node) && end.test(nameOf(node)))
    return all.map((one) => this.#declaration(one))
  }

  /** Exported functions, and constants that hold one; each with its doc comment. */
  functions(): Described[] {
    return this.#declared()
      .filter(([outer]) => outer.type === 'ExportNamedDeclaration')
      .flatMap(([outer, node]): Described[] => {
        const doc = this.#docBefore(outer.start)
        if (node.type === 'FunctionDeclaration') return [{ name: nameOf(node), type: '', doc }]
        if (node.type !== 'VariableDeclaration') return []
        return (node.declarations as Node[]).map((one) => ({ name: nameOf(one), type: '', doc }))
      })
  }

  /** Doc comment of an exported name; empty where it has none. */
  docOf(name: string): string {
    const [outer] = this.#exported(name) ?? []
    return outer ? this.#docBefore(outer.start) : ''
  }

  /** Whether an exported name is there for TypeScript only. */
  isType(name: string): boolean {
    const [, node] = this.#exported(name) ?? []
    return node?.type === 'TSInterfaceDeclaration' || node?.type === 'TSTypeAliasDeclaration'
  }

  /** The doc comment with which the file begins; empty where it begins with none. */
  lead(): string {
    const start = this.#body[0]?.start ?? 0
    return this.#docBefore(start)
  }

  /** What the file adds to an interface of another module. */
  augments(name: string): readonly Described[] {
    const blocks = this.#body.filter(({ type }) => type === 'TSModuleDeclaration')
    const inner = blocks.flatMap((block) => (block.body as Node).body as Node[])
    return inner
      .filter((node) => isInterface(node) && nameOf(node) === name)
      .flatMap((node) => this.#members(node))
  }

  /** Arguments of each top-level call, as the source has them, with the doc comment of the statement. */
  calls(): { readonly argv: readonly string[]; readonly doc: string }[] {
    return this.#declared().flatMap(([outer, node]) => {
      const values =
        node.type === 'ExpressionStatement'
          ? [node.expression as Node]
          : node.type === 'VariableDeclaration'
            ? (node.declarations as Node[]).map(({ init }) => init as Node)
            : []
      return values
        .filter((value) => value?.type === 'CallExpression')
        .map((call) => ({
          argv: (call.arguments as Node[]).map((one) => this.#plain(one)),
          doc: this.#docBefore(outer.start),
        }))
    })
  }

  #exported(name: string): readonly [outer: Node, declared: Node] | undefined {
    return this.#declared().find(
      ([outer, node]) =>
        outer.type === 'ExportNamedDeclaration' &&
        (node.type === 'VariableDeclaration'
          ? (node.declarations as Node[]).some((one) => nameOf(one) === name)
          : nameOf(node) === name),
    )
  }

  /** Statements of the file, each with what it declares. */
  #declared(): (readonly [outer: Node, declared: Node])[] {
    return this.#body.map((node) => [node, (node.declaration as Node | null | undefined) ?? node] as const)
  }

  #declaration([outer, node]: readonly [Node, Node]): Declaration {
    return { name: nameOf(node), doc: this.#docBefore(outer.start), members: this.#members(node) }
  }

  #members(node: Node): Described[] {
    const parts = (node.body as Node).body as Node[]
    return parts.map((part) => {
      const text = this.#plain(part).replace(/^readonly /, '')
      const name = /^\[?[\w.]+\]?/.exec(text)?.[0] ?? text
      return { name, type: text, doc: this.#docBefore(part.start) }
    })
  }

  #plain({ start, end }: Node): string {
    return this.#text
      .slice(start, end)
      .replace(/\/\*\*.*?\*\/\s*/gs, '')
      .replace(/\s+/g, ' ')
  }

  #docBefore(start: number): string {
    const comment = this.#comments.findLast(({ end }) => end <= start)
    const between = comment && this.#text.slice(comment.end, start).replace(/^\s*\/\/.*$/gm, '')
    if (!comment || between?.trim() !== '') return ''
    return comment.value
      .replace(/^\*/, '')
      .replace(/^\s*\*? ?/gm, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  }
}

const isInterface = ({ type }: Node) => type === 'TSInterfaceDeclaration'

const nameOf = (node: Node): string => (node.id as { readonly name?: string } | null)?.name ?? ''
