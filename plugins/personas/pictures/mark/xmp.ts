/** IPTC's word for media that a model made (cv.iptc.org/newscodes/digitalsourcetype, 2024-11). */
export const AI_MADE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'

/** Identifies a packet of XMP (ISO 16684-1, 7.3.2). */
const PACKET_ID = 'W5M0MpCehiHzreSzNTczkc9d'

/** The mark, as XMP: programs that show pictures and platforms that take them read it. */
export const XMP = Buffer.from(
  `<?xpacket begin="\uFEFF" id="${PACKET_ID}"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmp:CreatorTool="Greenroom"
    Iptc4xmpExt:DigitalSourceType="${AI_MADE}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`
)
