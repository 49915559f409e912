/**
 * English, version 2. Written for chats with fictional characters: a threat to a dragon is a story, so violence is
 * about real places and peoples only, and no list of insults is kept.
 */
import { DANGER_TO_ONESELF } from '#plugins/moderation/rules/en_crisis'
import type { RuleSet } from '#plugins/moderation/rules/rule'

const MINOR = [
  '(child|children|kid|kids|minor|minors|toddler|toddlers|infant|preteen|preteens|underage|preschooler|schoolgirl|schoolboy)',
  '(loli|lolis|lolicon|shota|shotacon|pedo|jailbait)',
  '(little|young|small) (girl|girls|boy|boys|sister|brother|daughter|son)',
  '(middle|elementary|primary) school [girl|boy|kid|student]',
  '([5-9]|1[0-7]) ..1 (year|years|yr|yrs|yo) [old|olds]',
  '(5yo|6yo|7yo|8yo|9yo|1[0-7]yo|1[0-7]yrs|1[0-7]y)',
  '(teen|teenage|teenager|boy|girl|daughter|son|sister|brother|student) ..1 (1[0-7])',
  '(teen|teenage) (boy|boys|girl|girls)',
  '(im|i am|shes|she is|hes|he is|youre|you are|age|aged|only) [only|just|still] ([5-9]|1[0-7])',
  '(five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) [year|years] old',
]

const EXPLICIT = [
  '(fuck|fucks|fucked|fucking) (me|you|her|him|us|them|my|your|a|the|hard|harder)',
  '(sex|sexy|sexual|sexually|sext|sexting|sexualize|sexualise|porn|porno|pornographic|nude|nudes|naked|erotic|erotica|nsfw|hentai|horny)',
  '(blowjob|blowjobs|handjob|rimjob|deepthroat|cumshot|creampie|gangbang|threesome|masturbate|masturbates|masturbating|masturbation)',
  '(penis|vagina|clitoris|clit|pussy|tits|boobs|nipples|orgasm|orgasms|ejaculate|lingerie|topless|upskirt)',
  '(my|your|his|hard|big|a|suck|sucks|sucking) (cock|dick)',
  '(get|gets|getting|be|is|being|got) fucked',
  '(strip|undress|undresses|undressing|molest|molests|molesting|grope|gropes|groping|seduce|rape|rapes|raping|incest)',
  'make love',
]

/** A talk about protecting, teaching, law or news. */
const PROTECTIVE = [
  'talk (to|with) (my|our|your|a|their|the) (kid|kids|child|children|son|daughter|teen|teens) about',
  'asked (me|us) (about|where)',
  '(protect|protects|protecting|protection|prevent|prevents|preventing|prevention|report|reported|reporting|law|laws|illegal|crime|crimes|court|charged|convicted|arrested|police|survivor|survivors|victim|victims|therapist|therapy|news|documentary|research|against|stop|consent laws|parents guide|pediatrician|doctor)',
  '(sex|sexual) (education|ed|educator|health|orientation|abuse|development)',
  '(same|opposite|biological) sex',
  'sex of (the|my|our|a)',
  'naked mole [rat|rats]',
  'naked (eye|truth|baby pictures)',
  'nude (color|colour|lipstick|tone)',
  '(cock|cocks) (a|an|crow|crowed|his head|her head)',
]

const ENGLISH: RuleSet = {
  language: 'en',
  version: 2,
  rules: [
    { category: 'minors', any: MINOR, with: EXPLICIT, unless: PROTECTIVE },
    {
      category: 'minors',
      any: [
        'child (porn|pornography)',
        '(cp|csam) (link|links|video|videos|pics)',
        '(lolicon|shotacon|jailbait)',
        '(loli|shota) (porn|hentai|sex|nude|nudes)',
      ],
      unless: PROTECTIVE,
    },
    ...DANGER_TO_ONESELF,
    {
      category: 'self_harm',
      stages: ['persona', 'picture', 'profile'],
      any: [
        '(kill|hang|cut|hurt|harm|drown|shoot) yourself',
        '(end|take) your (life|own life)',
        '(you should|you could|just|go) (die|kys|commit suicide)',
        '(the world|everyone|they) ..3 better off without you',
        '(painless|easiest|best) way to (die|kill yourself|commit suicide)',
        '(anorexia|thinspo|thinspiration|proana|pro ana) (tips|goals|coach|buddy)',
      ],
      unless: [
        '(dont|do not|never|please|not|wont let you|stop|instead of|urge to|thoughts of|if you (want|feel|think)) ..3 (kill|hang|cut|hurt|harm|drown|shoot|end|take|die)',
        '(careful|careless|clumsy|accidentally|might|will|could|or youll) ..2 (hurt|cut) yourself',
        'hurt yourself (on|with that|doing|trying|climbing|lifting)',
        '(cut|kill) yourself (some slack|a piece|a slice|with work)',
        '(988|samaritans|helpline|crisis line|lifeline)',
      ],
    },
    {
      category: 'harassment',
      stages: ['fan', 'picture', 'profile'],
      any: ['(go|just|please|should) (kill yourself|kys|hang yourself)', 'kys'],
      unless: ['(told|tells|said|says|told me|say) ..3 (kill yourself|kys|hang yourself)', 'dont'],
    },
    {
      category: 'hate',
      any: [
        '(gas|kill|exterminate|lynch|burn|deport|eradicate) (all|every|the) [the] (jews|jew|muslims|christians|hindus|blacks|whites|asians|mexicans|immigrants|refugees|gays|lesbians|trans people|gypsies|roma)',
        '(jews|muslims|blacks|gays|immigrants|trans people|hindus|christians) (are|is) (vermin|subhuman|subhumans|parasites|cockroaches|animals|not human)',
        '(heil|sieg) (hitler|heil)',
        'white power',
      ],
      unless: [
        '(hitler|nazis|nazi|kkk|they|regime|propaganda) ..4 (said|claimed|believed|wanted|tried|called|shouted|history|thought)',
        '(history|novel|museum|documentary|wrong|racist|racism|never again|against)',
      ],
    },
    {
      category: 'illicit',
      any: [
        '(how|teach|tell|show|explain|instructions|steps|recipe|guide|help) ..6 (make|build|cook|synthesize|synthesise|assemble|produce|create|construct) ..3 (pipe bomb|bomb|bombs|explosive|explosives|ied|molotov|napalm|meth|methamphetamine|crack cocaine|fentanyl|heroin|mdma|ricin|sarin|nerve agent|nerve gas|anthrax|ghost gun|silencer|thermite)',
        '(recipe|synthesis|instructions) (for|of) [the|a] (meth|methamphetamine|fentanyl|heroin|mdma|ricin|sarin|anthrax|napalm|pipe bomb|bomb)',
        '(how|where) ..4 (buy|get|score|order) ..3 (meth|heroin|fentanyl|cocaine|crack cocaine|untraceable gun|ghost gun|illegal gun|stolen credit cards)',
        'how (to|do i|can i) (hire a hitman|launder money|forge a passport|make counterfeit money|steal a car|hotwire a car|get away with murder|poison someone|poison my)',
      ],
      unless: [
        '(bath|seed|cherry|photo|glitter|cocoa|chocolate|stink|water|smoke|confetti|pizza) (bomb|bombs)',
        '(bomb|meth) (shelter|disposal|squad|dog|addiction|detector)',
        '(minecraft|terraria|fortnite|roblox|dnd|in the game|video game|in my novel|breaking bad)',
        '(avoid|spot|detect|recover|quit|addiction|rehab|prevent)',
        'bomb (cake|party|playlist|outfit|recipe)',
        '(atomic|nuclear|hydrogen|atom) (bomb|bombs)',
        '(did|invented|history|historians|museum|oppenheimer)',
      ],
    },
    {
      category: 'violence',
      any: [
        '(shoot|shooting|blow|bomb|bombing|burn) [up|down] (the|my|our|a|this) (school|church|mosque|synagogue|temple|mall|airport|office|hospital|classmates)',
        '(im|i am|ill|i will|gonna|going to|want to) ..3 (stab|shoot|kill|murder|strangle) my (wife|husband|girlfriend|boyfriend|mom|mother|dad|father|teacher|boss|classmates|neighbor|neighbour|ex|kids|baby)',
        '(behead|beheading|torture|torturing|dismember|dismembering) ..3 (video|live|real person|for real)',
      ],
      stages: ['fan', 'picture', 'profile'],
      unless: [
        '(photo|photos|picture|pictures|video|film|filming|movie|footage|documentary|portrait|wedding) ..6 (shoot|shooting|shot)',
        '(shoot|shooting) ..4 (photo|photos|picture|video|film|movie|scene|documentary|hoops|pool)',
        '(game|minecraft|novel|book|film|movie|chess|laser tag|nerf|paintball|water gun|water balloon|haha|lol|lmao|story|news)',
        '(my boss|my mom|my dad|my mother|my wife|my husband) (will|is going to|is gonna|would) (kill|murder)',
        '(with kindness|at (chess|cards|tennis|monopoly|mario kart))',
      ],
    },
    {
      category: 'sexual',
      any: [
        '(fuck|fucks|fucked|fucking) (me|you|her|him|us) [hard|harder|now|tonight|please|raw|in|on|so]',
        '(want|wanna|lets|let us|will you|can we|have|having|had) [to|you to] [have] (sex|anal|phone sex|rough sex|cybersex)',
        '(suck|sucks|sucking|lick|licks|licking|ride|rides|riding|stroke|strokes|stroking|touch|touches|touching|rub|rubs|rubbing|eat|eats|eating) (my|your|his|her) (cock|dick|penis|pussy|clit|tits|boobs|nipples|balls|vagina|breasts)',
        '(send|show|sending|showing) [me] [your|some|a] (nudes|nude|naked|tits|boobs|pussy|cock|dick|dick pic|dick pics|naked pics|naked pictures|genitals)',
        '(blowjob|blowjobs|handjob|rimjob|deepthroat|cumshot|creampie|gangbang|facefuck|hentai)',
        '(im|i am|you make me|so|feeling|me) (horny|so horny|wet for you|hard for you)',
        '(my|your|his|her) (hard|throbbing|wet|dripping|erect) (cock|dick|penis|pussy)',
        '(sext|sexting|cybersex|erotic roleplay|erp|dirty talk) [with] [me|you]',
        '(cum|cumming) (in|on|inside|for|all over) (me|you|her|him|my|your)',
        '(make|making) me (cum|orgasm)',
        '(masturbate|masturbating|jerk off|jerking off|finger myself|fingering)',
        '(naked|nude|topless|explicit|nsfw) (picture|pic|pics|photo|photos|selfie|woman|man|girl|body|sex)',
        '(porn|porno|pornographic) (picture|scene|story|video|image|star role)',
      ],
      unless: [
        'sex (education|ed|therapist|scandal|trafficking)',
        '(same|opposite) sex',
        '(cum|magna cum|summa cum) laude',
        'moby dick',
        'naked (eye|mole)',
        '(fuck|fucking|fucked) (me|you) (up|over|off|with)',
        '(nude|naked) (painting|paintings|sculpture|statue|art history|lipstick|model drawing)',
        '(michelangelo|botticelli|renaissance|museum|sculpture)',
        '(addiction|quit|consent|doctor|std|sti|contraception|research|statistics|survey|pregnant|pregnancy)',
      ],
    },
  ],
}

export default ENGLISH
