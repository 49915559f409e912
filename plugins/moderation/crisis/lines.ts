/**
 * Who listens to people in danger, by country. Checked against findahelpline.com and the line's own page; numbers
 * change, so each row says where it stands. A row is used only for its own country.
 */
export interface CrisisLine {
  /** ISO 3166-1. */
  country: string
  /** As the line calls itself. */
  name: string
  /** To dial. */
  phone: string
  /** Where it takes messages too: a number or a word to send. */
  text?: string
  url: string
  /** Police and ambulance. */
  emergency: string
}

export const CRISIS_LINES: readonly CrisisLine[] = [
  // 988lifeline.org; fcc.gov/988-suicide-and-crisis-lifeline: call or text
  {
    country: 'US',
    name: '988 Suicide & Crisis Lifeline',
    phone: '988',
    text: '988',
    url: 'https://988lifeline.org',
    emergency: '911',
  },
  // 988.ca: call or text, in English and French
  {
    country: 'CA',
    name: '9-8-8 Suicide Crisis Helpline',
    phone: '988',
    text: '988',
    url: 'https://988.ca',
    emergency: '911',
  },
  // samaritans.org/how-we-can-help/contact-samaritan
  {
    country: 'GB',
    name: 'Samaritans',
    phone: '116 123',
    url: 'https://www.samaritans.org',
    emergency: '999',
  },
  // samaritans.org/ireland
  {
    country: 'IE',
    name: 'Samaritans',
    phone: '116 123',
    url: 'https://www.samaritans.org/ireland',
    emergency: '112',
  },
  // sanidad.gob.es/linea024
  {
    country: 'ES',
    name: 'Línea 024',
    phone: '024',
    url: 'https://www.sanidad.gob.es/linea024/home.htm',
    emergency: '112',
  },
  // gob.mx/conasama: Línea de la Vida
  {
    country: 'MX',
    name: 'Línea de la Vida',
    phone: '800 911 2000',
    url: 'https://www.gob.mx/conasama',
    emergency: '911',
  },
  // telemanas.mohfw.gov.in: 14416 or 1-800-891-4416
  {
    country: 'IN',
    name: 'Tele-MANAS',
    phone: '14416',
    url: 'https://telemanas.mohfw.gov.in',
    emergency: '112',
  },
  // telefonseelsorge.de
  {
    country: 'DE',
    name: 'TelefonSeelsorge',
    phone: '0800 111 0 111',
    url: 'https://www.telefonseelsorge.de',
    emergency: '112',
  },
  // telefonseelsorge.at: 142
  {
    country: 'AT',
    name: 'Telefonseelsorge',
    phone: '142',
    url: 'https://www.telefonseelsorge.at',
    emergency: '112',
  },
  // 143.ch
  {
    country: 'CH',
    name: 'Die Dargebotene Hand',
    phone: '143',
    url: 'https://www.143.ch',
    emergency: '112',
  },
  // 3114.fr
  { country: 'FR', name: '3114', phone: '3114', url: 'https://3114.fr', emergency: '112' },
  // telefonoamico.it: 02 2327 2327; WhatsApp 324 011 7252
  {
    country: 'IT',
    name: 'Telefono Amico Italia',
    phone: '02 2327 2327',
    url: 'https://www.telefonoamico.it',
    emergency: '112',
  },
  // cvv.org.br
  { country: 'BR', name: 'CVV', phone: '188', url: 'https://cvv.org.br', emergency: '192' },
  // casbuenosaires.com.ar: 135 in Buenos Aires, 0800 345 1435 in the country
  {
    country: 'AR',
    name: 'Centro de Asistencia al Suicida',
    phone: '0800 345 1435',
    url: 'https://www.asistenciaalsuicida.org.ar',
    emergency: '911',
  },
  // gob.cl: *4141, "No estás solo, no estás sola"
  {
    country: 'CL',
    name: 'Línea *4141',
    phone: '*4141',
    url: 'https://www.minsal.cl',
    emergency: '131',
  },
  // minsalud.gov.co: 106
  {
    country: 'CO',
    name: 'Línea 106',
    phone: '106',
    url: 'https://www.minsalud.gov.co',
    emergency: '123',
  },
  // gob.pe/minsa: Línea 113, option 5
  {
    country: 'PE',
    name: 'Línea 113 (opción 5)',
    phone: '113',
    url: 'https://www.gob.pe/minsa',
    emergency: '116',
  },
  // lifeline.org.au: call 13 11 14, text 0477 13 11 14
  {
    country: 'AU',
    name: 'Lifeline',
    phone: '13 11 14',
    text: '0477 13 11 14',
    url: 'https://www.lifeline.org.au',
    emergency: '000',
  },
  // 1737.org.nz: call or text
  {
    country: 'NZ',
    name: '1737, need to talk?',
    phone: '1737',
    text: '1737',
    url: 'https://1737.org.nz',
    emergency: '111',
  },
  // since2011.net/yorisoi
  {
    country: 'JP',
    name: 'よりそいホットライン',
    phone: '0120 279 338',
    url: 'https://www.since2011.net/yorisoi/',
    emergency: '119',
  },
  // 113.nl
  {
    country: 'NL',
    name: '113 Zelfmoordpreventie',
    phone: '113',
    url: 'https://www.113.nl',
    emergency: '112',
  },
  // zelfmoord1813.be
  {
    country: 'BE',
    name: 'Zelfmoordlijn 1813',
    phone: '1813',
    url: 'https://www.zelfmoord1813.be',
    emergency: '112',
  },
  // sosvozamiga.org
  {
    country: 'PT',
    name: 'SOS Voz Amiga',
    phone: '213 544 545',
    url: 'https://www.sosvozamiga.org',
    emergency: '112',
  },
  // mind.se/hitta-hjalp/sjalvmordslinjen
  {
    country: 'SE',
    name: 'Självmordslinjen',
    phone: '90101',
    url: 'https://mind.se',
    emergency: '112',
  },
  // 116123.pl
  {
    country: 'PL',
    name: 'Kryzysowy Telefon Zaufania',
    phone: '116 123',
    url: 'https://116sos.pl',
    emergency: '112',
  },
  // sadag.org
  {
    country: 'ZA',
    name: 'SADAG',
    phone: '0800 567 567',
    url: 'https://www.sadag.org',
    emergency: '112',
  },
  // ncmh.gov.ph
  {
    country: 'PH',
    name: 'NCMH Crisis Hotline',
    phone: '1553',
    url: 'https://ncmh.gov.ph',
    emergency: '911',
  },
  // sos.org.sg
  {
    country: 'SG',
    name: 'Samaritans of Singapore',
    phone: '1767',
    url: 'https://www.sos.org.sg',
    emergency: '995',
  },
  // mohw: 109 since 2024
  {
    country: 'KR',
    name: '자살예방 상담전화',
    phone: '109',
    url: 'https://www.129.go.kr',
    emergency: '119',
  },
]

/**
 * Whose line is meant by a language without a country, where one country is by far the likeliest or the line speaks
 * it. English and Spanish are not here: too many countries speak them, so they get the international page.
 */
export const COUNTRY_OF_LANGUAGE: Readonly<Record<string, string>> = {
  de: 'DE',
  fr: 'FR',
  it: 'IT',
  ja: 'JP',
  nl: 'NL',
  sv: 'SE',
  pl: 'PL',
  hi: 'IN',
  ko: 'KR',
  fil: 'PH',
  tl: 'PH',
}

/** Lists lines of the whole world by country. */
export const INTERNATIONAL = {
  site: 'findahelpline.com',
  url: 'https://findahelpline.com',
} as const
