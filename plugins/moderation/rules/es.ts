/**
 * Spanish, version 2; the same mesh as the English table. Signals of danger to oneself follow what Spain's line 024
 * (sanidad.gob.es/linea024) names as warning signs, said in the first person.
 */
import type { RuleSet } from '#plugins/moderation/rules/rule'

const MINOR = [
  '(nino|ninos|nina|ninas|menor|menores|bebe|bebes|infantil|preadolescente|colegiala|colegial|chiquilla|chiquillo|lolita|loli|shota)',
  '(hijita|hijito|hermanita|hermanito|nenita)',
  '(5|6|7|8|9|1[0-7]) (anos|anitos)',
  '(tengo|tiene|tienes|con|de|solo) (5|6|7|8|9|1[0-7]) [anos]',
  '(cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete) anos',
]

const EXPLICIT = [
  '(sexo|sexual|sexuales|sexy|porno|pornografia|pornografico|pornografica|desnuda|desnudo|desnudas|desnudos|desnudarse|desnudate|erotico|erotica|eroticas|cachonda|cachondo|hentai)',
  '(follar|follarme|follarte|follando|coger conmigo|chingar|tirar conmigo|culear)',
  '(mamada|mamadas|masturbar|masturbarse|masturbando|masturbacion|orgasmo|orgasmos|correrme|correrte)',
  '(polla|pene|vagina|cono|tetas|pezones|clitoris|verga|concha)',
  '(sexting|sexualiza|sexualizar|tocame|tocarme|lenceria)',
  '(violar|violando|violo|manosear|manosea|abusar|incesto|tocarle|tocarla|tocarlo)',
]

const PROTECTIVE = [
  '(proteger|protege|proteccion|prevenir|prevencion|denunciar|denuncia|denuncio|denunciado|ley|leyes|ilegal|delito|delitos|juez|juicio|condenado|condenada|detenido|detenida|policia|victima|victimas|terapia|noticia|noticias|documental|investigacion|contra|pediatra|medico|medica|colegio ensenan)',
  '(educacion|salud|orientacion|desarrollo) sexual',
  '(abuso|abusos) (sexual|infantil|a menores)',
  '(mismo|distinto|otro) sexo',
  'sexo (del|de la|de mi|de tu) (bebe|nino|nina)',
  '(a|pies) (simple vista|desnudos|descalzos)',
]

const HYPERBOLE = [
  '(risa|jaja|jajaja|jajajaja|verguenza|aburrimiento|hambre|amor|sueno|calor|frio|sed)',
  '(deberes|tarea|tareas|examen|examenes|lunes|trafico|reunion|reuniones|dieta)',
  '(juego|partida|nivel|jefe final|minecraft|personaje|pelicula|novela|libro|cancion|letra|poema|serie|actor|obra|guion)',
]

const NOT_ME = [
  '(no|nunca|jamas|tampoco|ya no) [me|te|le] (quitaria|mataria|suicidaria|suicidare)',
  '(no|nunca|jamas|tampoco) [me] (quiero|quise|pienso|voy a|intento|deseo) (morir|morirme|matar|matarme|suicidar|suicidarme|hacerme)',
  '(ella|el|mi amigo|mi amiga|mi hermana|mi hermano|cantante|protagonista|articulo|noticia) ..2 (dijo|dice|canta|escribio|escribe|conto|grito|susurra)',
  'antes (queria|pensaba|me cortaba)',
]

const SPANISH: RuleSet = {
  language: 'es',
  version: 2,
  rules: [
    { category: 'minors', any: MINOR, with: EXPLICIT, unless: PROTECTIVE },
    {
      category: 'minors',
      any: ['(porno|pornografia) infantil', '(loli|lolita|shota) (porno|hentai|sexo|desnuda)'],
      unless: PROTECTIVE,
    },
    {
      category: 'crisis',
      stages: ['fan'],
      any: [
        '(quiero|quisiera|voy a|pienso en|he pensado en|pensando en|pensado|intente|intentado|intentar|ganas de|planeo|podria|deberia|prefiero|gustaria|necesito|deseo|pienso) [a] (matarme|suicidarme|ahorcarme|morirme|morir|quitarme la vida|acabar con mi vida|acabar con todo|terminar con todo|quitarme de en medio|dejar de existir|desaparecer para siempre|estar muerta|estar muerto)',
        'me ..1 (voy a|quiero|quisiera|quise|intente) (matar|suicidar|ahorcar|morir|quitar la vida|cortar las venas)',
        '(acabar|terminar|acabo|termino) con (mi vida|mi existencia|todo esta noche|todo ya)',
        '(quitarme|quitar) la vida',
        '(cortarme|corto|corte|cortar) las (venas|munecas)',
        'ojala (estuviera muerta|estuviera muerto|no hubiera nacido|me muriera|no existiera|no despertara|no despierte|me muera|nunca hubiera nacido)',
        '(no|ya no) quiero [seguir] (vivir|viviendo|existir|estar viva|estar vivo|despertar|despertarme|seguir|estar aqui)',
        '(no|sin|perdi|perdido|quedan) ..2 ganas de (vivir|seguir viviendo|seguir viva|seguir vivo|existir)',
        'no vale la pena (vivir|seguir viviendo|seguir|esta vida)',
        '(cansada|cansado|harta|harto) de (vivir|esta vida|la vida|mi vida|existir|seguir viva|seguir vivo)',
        '(mejor|mejores|mejor estarian) ..2 (muerta|muerto|sin mi)',
        '(estarian|estarias|estaria|estareis) mejor sin mi',
        '(no tengo|sin|no encuentro|no hay|no veo) [ninguna|ningun|el] (razon|razones|motivo|motivos|sentido) (para|de|a) (vivir|seguir viva|seguir vivo|seguir viviendo)',
        '(que sentido tiene|para que) (vivir|seguir viviendo|seguir viva|seguir vivo)',
        '(a nadie le|nadie) (importaria|importa|notaria|lloraria) ..3 si ..1 (muero|muriera|desapareciera|mato|muriese|desaparezco)',
        'si me (muero|muriera|mato|matara) ..3 (nadie|a nadie)',
        'nadie ..1 (echaria|extranaria|echara) ..3 si (muero|muriera|desapareciera|no estuviera)',
        '(pensamientos|ideas|pensamiento|idea) suicidas',
        '(pienso|pensando|pensado|penso) ..2 [en] el suicidio',
        '(me corto|me he cortado|me hago dano|hacerme dano|haciendome dano|me estoy haciendo dano|me estoy cortando|cortarme|autolesionarme|autolesionandome|me autolesiono|me lesiono)',
        '(mi|una|la) (carta|nota) (de despedida|de suicidio|suicida)',
        '(tomarme|tomar|tragarme|tome|me tome|me he tomado|trague) ..4 (pastillas|pastilla) ..6 (morir|morirme|dormir para siempre|no despertar|matarme)',
        '(tirarme|saltar|lanzarme|tiro|arrojarme) (de|desde|por|al|a) ..1 (puente|balcon|azotea|ventana|tejado|tren|vias)',
        '(como|manera de|forma de|forma mas facil de|manera mas facil de|manera mas rapida de|forma mas rapida de) (matarme|suicidarme|morir|morirme|quitarme la vida|ahorcarme)',
        'cuantas pastillas ..5 (morir|matarme|mortal|sobredosis|letal)',
        'dormir [y] (para siempre|no despertar|no despertarme)',
      ],
      unless: [
        ...HYPERBOLE,
        ...NOT_ME,
        '(el pelo|las unas|el flequillo|el cabello|afeitandome|cocinando|con papel|sin querer|cortarme un)',
        '(puente|balcon) ..4 (piscina|puenting|paracaidas)',
        '(a la piscina|al agua|en paracaidas|puenting)',
        'antes de morir',
        'te (quiero|amo|adoro) a morir',
        '(desaparecer|morir) (de amor|contigo|en tus brazos|un (fin|dia|rato|mes))',
        '(ayudar|apoyar) a (un|una|mi) (amigo|amiga|hermano|hermana|companera|companero)',
      ],
    },
    {
      category: 'crisis',
      stages: ['fan'],
      careful: true,
      any: [
        '(ya no puedo mas|no puedo mas|no puedo seguir|no aguanto mas)',
        'nadie me (echaria de menos|extranaria|echara de menos)',
        '(que sentido tiene|para que) (vivir|seguir|todo)',
        'adios (para siempre|a todos|mundo)',
        'quiero desaparecer',
        '(pastillas|cuchilla|soga|puente|pistola)',
      ],
    },
    {
      category: 'self_harm',
      stages: ['persona', 'picture', 'profile'],
      any: [
        '(matate|suicidate|ahorcate|cortate las venas|quitate la vida)',
        '(deberias|tendrias que|puedes) (matarte|suicidarte|morirte|ahorcarte|quitarte la vida)',
        '(todos|el mundo) ..3 mejor sin ti',
        'consejos (de anorexia|proana|pro ana)',
      ],
      unless: [
        '(no|nunca) [te] (matarte|suicidarte|quitarte|deberias)',
        '(024|telefono de la esperanza|ayuda profesional)',
      ],
    },
    {
      category: 'harassment',
      stages: ['fan', 'picture', 'profile'],
      any: ['(matate|suicidate|ahorcate)'],
      unless: ['(me dijo|me dijeron|dicen|dijo) ..3 (matate|suicidate|ahorcate)'],
    },
    {
      category: 'hate',
      any: [
        '(matar|exterminar|quemar|gasear|linchar|eliminar) (a|a todos) [todos] [los|las] (judios|musulmanes|cristianos|negros|blancos|inmigrantes|gays|gitanos|trans|refugiados|moros)',
        '(judios|musulmanes|negros|inmigrantes|gitanos|gays|trans) (son|sois) (escoria|ratas|parasitos|subhumanos|animales|cucarachas|basura)',
        'heil hitler',
      ],
      unless: [
        '(hitler|nazis|nazi|regimen|propaganda) ..4 (queria|decia|creia|intento|llamaba)',
        '(historia|museo|documental|racista|racismo|nunca mas|contra)',
      ],
    },
    {
      category: 'illicit',
      any: [
        '(como|ensename|dime|explicame|instrucciones|receta|guia|pasos|ayudame) ..5 (hacer|hago|fabricar|fabrico|construir|cocinar|cocino|sintetizar|sintetizo|preparar|armar) ..3 (bomba|bombas|bomba casera|explosivo|explosivos|molotov|napalm|metanfetamina|cristal meth|fentanilo|heroina|mdma|ricina|sarin|cocaina|silenciador)',
        '(como|donde) ..3 (comprar|compro|conseguir|consigo) ..3 (cocaina|heroina|fentanilo|metanfetamina|pistola ilegal|arma ilegal|tarjetas robadas)',
        'como (contratar un sicario|blanquear dinero|falsificar un pasaporte|falsificar dinero|robar un coche|envenenar a)',
      ],
      unless: [
        '(bomba|bombas) (de bano|de humo|de chocolate|de agua|de crema|de semillas)',
        '(minecraft|fortnite|videojuego|en el juego|en mi novela|breaking bad)',
        '(evitar|dejar|adiccion|rehabilitacion|prevenir|desactivar)',
      ],
    },
    {
      category: 'violence',
      stages: ['fan', 'picture', 'profile'],
      any: [
        '(disparar|tirotear|bombardear|quemar|volar) ..2 (mi colegio|el colegio|la escuela|mi escuela|mi instituto|el instituto|la iglesia|la mezquita|la sinagoga)',
        '(voy a|quiero) (matar|apunalar|estrangular|asesinar) a mi (mujer|esposa|marido|esposo|novia|novio|madre|padre|profesor|profesora|jefe|jefa|vecino|vecina|ex)',
      ],
      unless: [
        '(juego|novela|pelicula|serie|ajedrez|jaja|jajaja|broma|foto|fotos|video|noticia)',
        'a (besos|abrazos|cosquillas)',
      ],
    },
    {
      category: 'sexual',
      any: [
        '(quiero|vamos a|podemos|quieres|me gustaria) (follar|follarte|follarme|tener sexo|coger contigo|chingar|culear)',
        '(follame|follemos|chupamela|chupame|comeme) [la|el|duro|ahora|ya]',
        '(mandame|enviame|ensename|muestrame|pasame) ..2 (nudes|desnuda|desnudo|tetas|polla|cono|verga|fotos desnuda|fotos desnudo)',
        '(mamada|mamadas|cubana|hentai|masturbar|masturbarme|masturbarte|masturbando|masturbandome|pajearme|pajeandome)',
        '(estoy|me pones|estas|tan) (cachonda|cachondo|muy cachonda|muy cachondo|caliente por ti|mojada)',
        '(mi|tu|su) (polla|verga) [dura|enorme|dentro]',
        '(correrme|correrte|me corro|correte) (en|dentro|contigo|encima)',
        '(foto|fotos|imagen|video) (porno|pornografica|desnuda|desnudo|erotica|sexual|explicita)',
        '(sexting|rol erotico|sexo duro|sexo anal|sexo oral)',
      ],
      unless: [
        '(educacion|salud|orientacion) sexual',
        '(cuadro|escultura|estatua|renacimiento|museo|botticelli|goya|maja)',
        '(enfermedad|medico|consentimiento|anticonceptivo|anticonceptivos|embarazo|estudio|encuesta|riesgo|riesgos)',
      ],
    },
  ],
}

export default SPANISH
