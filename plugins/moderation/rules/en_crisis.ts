/**
 * English signals of danger to oneself: what samaritans.org ("Signs that someone may be suicidal") and the Columbia
 * protocol (cssrs.columbia.edu, questions 1 to 6: wish to be dead, thoughts, method, intent, plan, behaviour) ask for, said in
 * the first person; and the sentences in which the same words mean no harm.
 */
import type { Rule } from '#plugins/moderation/rules/rule'

const HYPERBOLE = [
  '(laughing|laughter|laugh|lol|lmao|lmfao|haha|hahaha|rofl|embarrassment|cringe|cuteness|boredom|bored)',
  '(homework|exam|exams|finals|deadline|deadlines|monday|mondays|traffic|meeting|meetings|spreadsheet|diet)',
  '(game|level|boss|minecraft|fortnite|respawn|dnd|campaign|character|npc|movie|film|novel|book|chapter|script|lyric|lyrics|song|poem|episode|actor|play)',
]

const NOT_ME = [
  '(do not|dont|didnt|did not|doesnt|never|not|wont|wouldnt|would never|no longer|stopped) [really|actually|ever|even] [want|wanna|going|gonna|trying] [to] (kill|killing|hurt|hurting|cut|cutting|harm|harming|die|suicidal|commit|end my|take my)',
  '(she|he|they|friend|brother|sister|singer|character|hero|heroine|article|news|report) ..2 (said|says|sings|sang|wrote|writes|told|tells|whispers|cries|screamed)',
  'im not suicidal',
  'used to (want|think|cut|hurt|feel)',
]

export const DANGER_TO_ONESELF: readonly Rule[] = [
  {
    category: 'crisis',
    stages: ['fan'],
    any: [
      // What is done to oneself.
      '(kill|killed|killing|hang|hanged|hanging|shoot|shooting|drown|drowning|unalive|unaliving|poison|poisoning) (myself|my self)',
      '(i|im|ive|i am|i have|ill|want|wanna|need|urge|started|like|keep|kept) ..4 (cut|cutting|hurt|hurting|harm|harming|burn|burning|starving|punishing) (myself|my self)',
      '(slit|slitting|slash|slashing|cut|cutting) my (wrist|wrists|arm|arms|thigh|thighs|leg|legs|veins|throat)',
      '(started|back to|relapsed|relapse|thinking of|thinking about) ..3 (cutting|selfharm|self harm|self harming)',
      '(i|ive|i have|im|i am|urge|want) ..3 (self harm|selfharm|self harming|self injure)',
      '(i|im|i am|ill|gonna|going to|want to) ..3 (overdose|od) [on]',
      '(took|swallowed|taking|swallow|take) ..5 (pills|tablets) ..6 (die|sleep forever|never wake|not wake|end)',
      '(gun|knife|blade|rope|noose|razor|pistol) ..8 (on myself|on my self|to my head|in my mouth|around my neck|to my wrists|to my wrist)',
      '(jump|jumping) (off|from) (a|the|this|my) (bridge|roof|rooftop|building|balcony|cliff)',
      '(jump|jumping|step|stepping|lie down|walk) (in front of|under) (a|the) (train|bus|truck)',
      // Dying, and not living.
      '(end|ending|take|taking|ended|took) (my|my own) (life|existence)',
      '(want|wanna|going|gonna|ready|need|decided|plan|planning|thinking) ..2 (end|ending) (it|it all|everything|things)',
      'end it all',
      '(i|im|ill|id) ..3 (end|ending) it (tonight|today|now|soon)',
      '(want|wanted|need) (it|everything) [all] to (end|stop|be over)',
      '(want|wanna|wanted|ready|going|need|wish|like|prefer|hoping) [to|i could|to just|i would] die',
      'wish (i|that i) [just] (was|were|had) (dead|never born|not alive|died|not here)',
      'wish (i|that i) (wasnt|werent|had never been|was never|were never|didnt) (alive|born|here|exist)',
      '(dont|do not|no longer) (want|wanna) [to] (live|be alive|exist|wake up|be here anymore|go on living|keep living|be on this earth)',
      '(wish|hope|want|pray|if) ..1 i ..3 (not|never|dont|didnt|wouldnt) wake up',
      '(wish|want|hope|could) ..4 (sleep forever|never wake up|not wake up)',
      '(want|wanna) [to|to just] (disappear|vanish) (forever|for good|from this world|from this life)',
      '(stop|cease) (existing|to exist)',
      '(cant|cannot|can not|dont want to) (go on|keep going|live|keep living|continue) (living|anymore|any more|any longer|like this)',
      '(tired|sick|done|exhausted) (of|with) (living|life|being alive|existing|my life)',
      '(life|living) ..1 (isnt|is not|not|no longer) worth (living|it)',
      '(no|any|see no|whats the|what is the|isnt any|isnt a|not any) (point|sense|reason|purpose) (in|of|to|for) [me to] (live|living|life|be alive|being alive|go on|going on|exist|existing|stay alive|staying alive|keep living)',
      '(no|any|a|see|find) reason to (keep living|keep going|continue living|live on)',
      '(want|wanna|rather|wish) ..2 be dead',
      '(took|swallowed|taking) (all|too many|a whole|the whole|a bottle) ..4 (pills|tablets|medication|meds|painkillers)',
      '(dont|do not) deserve to (live|exist|be alive)',
      '(on|at) (the|a) (roof|rooftop|bridge|ledge|edge) ..6 (jump|jumping)',
      'nothing [left] to live for',
      'lost (the|my|all) (will|want) to live',
      '(better|best) (off|if) (dead|without me|i was dead|i were dead|i died|i was gone|i were gone|i wasnt here|i didnt exist)',
      '(nobody|no one|anyone|anybody|who) ..2 (care|notice|miss me|cry) ..1 if i ..1 (died|die|was gone|were gone|was dead|killed|disappeared|vanished|wasnt here|ended)',
      'if i (died|die|was gone|were gone|disappeared|was dead|killed) ..4 (nobody|no one|would anyone|who would)',
      // The word itself.
      '(im|i am|feel|feeling|been|getting) [so|very|really|feeling|actively] suicidal',
      '(i|im|ive|i am|i have|keep|been|my) ..4 (thinking|thought|thoughts|think) (about|of) (suicide|ending|killing|dying|death every|taking my|hurting myself)',
      '(i|my|me|ive|having|have|get|these|the) ..1 suicidal (thoughts|ideation|feelings|urges)',
      '(i|im|i am|ive|i have|ill|might|gonna|want|wanna|tried|planning|could|should) ..3 (commit|committing|attempt|attempted|attempting|consider|considering|contemplate|contemplating|contemplated|planning|try|tried) suicide',
      'suicide ..3 (only|best|easiest|way out|option|answer|solution|the way)',
      '(my|a) suicide (note|plan|letter|date)',
      '(my|a) (goodbye|farewell) (letter|note) ..6 (die|end|gone|tonight|kill)',
      '(i|im|i am) ..2 (gonna|want to|wanna|going to) kms',
      // Ways.
      'how (to|do i|can i|should i|do you|would i) (kill myself|tie a noose|make a noose|die painlessly|die without pain|commit suicide|end my life|overdose)',
      'how (to|do i|can i|should i) die',
      '(painless|easiest|quickest|best|fastest|least painful) way to (die|kill myself|end my life|commit suicide|end it|go)',
      'how (many|much) ..3 (pills|tablets|paracetamol|tylenol|ibuprofen|sleeping pills|insulin|xanax) ..4 (to die|kill me|overdose|to kill|fatal|lethal)',
    ],
    unless: [
      ...HYPERBOLE,
      ...NOT_ME,
      '(shaving|cooking|chopping|slicing|paper|knife slipped|accidentally|by accident|on a can|on glass|gym|workout|bungee|parachute|into the pool|into the water)',
      '(bridge|roof) ..4 (pool|lake|bungee|parachute)',
      'to die for',
      'dead to the world',
      'die (of|on this hill|on that hill|a hero|happy|for (you|her|him|love|my|a))',
      'cut (myself|my self) (some|a)',
      '(end|ending) (it|things) (with|between|here|there|for today)',
      '(relationship|marriage|boyfriend|girlfriend|subscription|membership)',
      '(never|nothing|anyone|nobody) ..2 wake up (the|my|her|him)',
      '(help|support|helping) (a|my|some) (friend|friends|brother|sister|student|students|people|colleague)',
      'tired of (life in|my life in|living in|living with)',
      'die (of|from) (hunger|thirst|curiosity|laughter|heat|old age)',
      'hurt myself (playing|running|skiing|training|at)',
    ],
  },
  {
    category: 'crisis',
    stages: ['fan'],
    careful: true,
    any: [
      '(cant|cannot|can not) (do this|go on|take it|take this|keep going) [anymore|any more|any longer]',
      '(nobody|no one) would (miss|notice|care)',
      '(whats|what is) the point [of] [living|anything|it all|going on]',
      '(goodbye|good bye) (forever|everyone|world)',
      '(want|wanna) [to] (disappear|vanish|sleep forever|not be here)',
      '(i|im|i am) ..1 (hopeless|worthless|a burden)',
      '(pills|blade|razor|noose|rope|gun|bridge)',
    ],
  },
]
