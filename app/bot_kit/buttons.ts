import type { Button, ButtonLike, ReplyNode } from '#app/bot_kit/reply'

/** The short id of each pressable button of a node: at most 24 characters of `A-Za-z0-9_-`. */
export type MintedButtons = ReadonlyMap<Button, string>

const isPressable = (button: ButtonLike): button is Button => 'invoke' in button

/** Every button of a node that can be pressed, paging and submit included, in drawing order. */
export function buttonsOf(node: ReplyNode): Button[] {
  switch (node.kind) {
    case 'text':
    case 'stream':
    case 'audio':
    case 'file':
      return []
    case 'image':
      return [...(node.buttons ?? [])]
    case 'pay':
      return [...(node.buttons ?? [])]
    case 'card':
      return (node.buttons ?? []).filter(isPressable)
    case 'list':
      return [
        ...node.items.flatMap((item) =>
          item.button && isPressable(item.button) ? [item.button] : []
        ),
        ...[node.paging?.previous, node.paging?.next].filter((button) => button !== undefined),
        ...(node.buttons ?? []).filter(isPressable),
      ]
    case 'choice':
      return node.buttons.filter(isPressable)
    case 'form':
      return [node.submit]
    case 'quote':
      return node.decline ? [node.accept, node.decline] : [node.accept]
  }
}
