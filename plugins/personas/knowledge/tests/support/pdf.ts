/** PDFs as simple as the format allows: a font and lines of text on each page. */

interface PdfOptions {
  /** It asks for a password, which nobody knows. */
  locked?: boolean
}

/** @param pages the lines of each page; characters of Latin-1 */
export function pdf(
  pages: readonly (readonly string[])[],
  { locked = false }: PdfOptions = {}
): Buffer {
  const objects: string[] = []
  const add = (body: string): number => objects.push(body)
  add('<< /Type /Catalog /Pages 2 0 R >>')
  const pagesAt = add('')
  const font = add(
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'
  )
  const kids = pages.map((lines) => {
    const stream = [
      'BT /F1 12 Tf 14 TL 50 750 Td',
      ...lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`),
      'ET',
    ].join('\n')
    const content = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`)
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`
    )
  })
  const list = kids.map((kid) => `${kid} 0 R`).join(' ')
  objects[pagesAt - 1] = `<< /Type /Pages /Count ${kids.length} /Kids [${list}] >>`
  const noise = `<${'5a'.repeat(32)}>`
  const encrypt = locked
    ? add(`<< /Filter /Standard /V 1 /R 2 /O ${noise} /U ${noise} /P -4 >>`)
    : null
  return assemble(objects, encrypt)
}

function assemble(objects: readonly string[], encrypt: number | null): Buffer {
  let text = '%PDF-1.4\n'
  const offsets = objects.map((body, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj\n${body}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const lock = encrypt === null ? '' : ` /Encrypt ${encrypt} 0 R /ID [<00> <00>]`
  const start = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${lock} >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
