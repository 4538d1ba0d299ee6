/**
 * The story in its three forms. Stories are Markdown of which only headings and paragraphs are used; whatever else
 * looks like markup came in as somebody's words and stays words.
 */

type Block = { readonly kind: 'h1' | 'h2' | 'p'; readonly text: string };

export function storyAsHtml(title: string, markdown: string): string {
  const body = blocksOf(markdown)
    .map(({ kind, text }) => `<${kind}>${escapeHtml(text)}</${kind}>`)
    .join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
</head>
<body>
<article>
${body}
</article>
</body>
</html>
`;
}

/** The story without the marks of its headings. */
export function storyAsPlainText(markdown: string): string {
  return `${blocksOf(markdown)
    .map(({ text }) => text)
    .join('\n\n')}\n`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const endParagraph = () => {
    if (lines.length > 0) blocks.push({ kind: 'p', text: lines.join('\n') });
    lines = [];
  };
  for (const line of markdown.split('\n')) {
    const [, marks, heading] = /^(#{1,2}) +(.*)$/.exec(line) ?? [];
    if (heading !== undefined) {
      endParagraph();
      blocks.push({ kind: marks === '#' ? 'h1' : 'h2', text: heading });
    } else if (line.trim() === '') {
      endParagraph();
    } else {
      lines.push(line);
    }
  }
  endParagraph();
  return blocks;
}
