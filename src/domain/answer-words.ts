/**
 * What people write when a solution holds: per language, the only expressions a confirmation may consist of. Entries are pieces
 * of regular expressions over lower-case words without punctuation; a word that could carry trouble ("again", "problem",
 * "help") stands only inside a whole expression, never alone.
 */

export interface AnswerWords {
  /** Says that it works. */
  affirms: readonly string[];
  thanks: readonly string[];
  /** May stand beside those, says nothing by itself: greetings, small words, wishes. */
  fillers: readonly string[];
  /** Beginnings of a clause that make it a question even without a question mark. */
  questions: readonly string[];
  /** Words that tell `deskpost why` what was in the way; none of them is in the lists above by itself. */
  negations: readonly string[];
  contrasts: readonly string[];
  /** Before a rating: `Rating: 4`. Between rating and five: `4 out of 5`. After it: `4 stars`. */
  ratingLabels: readonly string[];
  ratingOf: readonly string[];
  ratingUnits: readonly string[];
}

/** In every language. */
export const COMMON_WORDS = {
  affirms: ["ok(ay)?", "okey", "super", "top", "perfect", "yes", "👍+", "👌+", "✅+", "✔+"],
  thanks: ["🙏+", "thx", "thanks", "thank you"],
  fillers: ["[🙂😊😀😃😄😁😉☺🎉🥳🤩😎😍❤💪]+", "hi", "hello", "hey", "mvh", "br", "kh", "vh"],
} as const;

const EN: AnswerWords = {
  affirms: [
    "yep|yeah|yea|yup|indeed|correct|confirmed|absolutely|definitely",
    "perfectly|excellent|great|awesome|brilliant|fantastic|wonderful|amazing|nice|lovely|good|fine|cool|superb|splendid",
    "(it |that |this |everything |all |which )?(now )?(works?|worked|working|runs|running)( now)?( again)?( now)?",
    "(works?|working|runs|running) (great|well|fine|perfectly|nicely|smoothly|correctly|properly|flawlessly|fully)",
    "(like a charm|as expected|as it should|as intended|for (me|us))( now)?( again)?",
    // "As before" by itself may mean: as broken as before.
    "(works?|worked|working|runs|running)( now)?( again)? (just )?as (before|normal|usual)( now)?( again)?",
    "(up and running|back to normal|back in business|good to go|all set|all clear)( now)?( again)?",
    "(looks|looking|all|its all|all is|everything is|everythings|were|i am|im|we are) (good|fine|great|well|ok|okay|perfect|happy)( to (me|us))?",
    "(i am |im |we are |very )?(satisfied|content)( with (it|that|this|the solution))?|(happy|fine|good) with (it|that|this|the solution)",
    "(is |are |has been |have been |its |thats |now )?(all )?(fixed|solved|resolved|sorted|sorted out|repaired)( it)?( now)?",
    "(the |my |this |our )?(problem|issue|case|ticket|error|fault)( is| has been| was|s)?( now)? (solved|fixed|resolved|gone)( now)?",
    "(it|that|this) was (fixed|solved|resolved)",
    "no (more |further |other )?(problems|issues|errors)( now| any ?more| at all)?",
    "i( can)? confirm( that)?( it)?( works| is working| is fixed| is solved| is resolved)?",
    "(that|it) (did it|did|does|does it|does now|is|is now|helped|did help|did the trick|solved it|solved the problem|fixed it)",
    "(that|it) (solved|fixed) (the|my|our) (problem|issue)|did the trick|problem solved",
    "(please )?close (it|this|that|the case|the ticket|this case|this ticket|the issue|my case|my ticket)( now)?",
    "you (can|may)( now)? close( it| this| the case| the ticket| this case| this ticket)?( now)?",
    "(it|this|the case|the ticket|this case|this ticket|case|ticket) (can|may)( now)? be closed( now)?",
  ],
  thanks: [
    "(many |big |huge |great |warm |much |once again )?(thanks|thx|thnx|tks|ty|cheers|thank you|thank u|thankyou)( again)?",
    "much appreciated|appreciate it|i appreciate it|really appreciated?|appreciated",
  ],
  fillers: [
    "it|its|that|thats|this|everything|is|are|now|and|very|really|just|so(?! so)|finally|already|both|all|oh|ah|wow",
    "a lot|so much|very much|a million|a bunch|a ton|once again|everybody",
    "for (all )?(the |your |this |that |a |such )?(very |really |super )?(quick |fast |great |good |kind |excellent |prompt |swift |speedy |nice |amazing |fine )*(help|support|assistance|response|reply|answer|fix|solution|service|work|efforts?|turnaround|action|time)",
    "for (helping|fixing|solving|sorting|resolving)( me| us| it| this| that)?( out)?( so)?( quickly| fast| promptly)?",
    "for (being|getting back) (to me )?so (quick|fast|quickly|helpful|kind)",
    "hi|hello|hey|dear|good (morning|afternoon|evening|day)|hi there|hello there|hey there|there|all|team|everyone|guys|folks|colleagues|support|helpdesk|service ?desk|it department",
    "no problems?|no worries|thats all|that is all",
    "(best|kind|kindest|warm|many) (regards|wishes)|regards|best|sincerely|yours( sincerely| faithfully)?|bye|take care",
    "(that|it|this) (was|is) (very |really |so |super )?(quick|fast|great|helpful|nice|kind|easy|perfect|good)",
    "(quick|fast|great|good|nice|excellent|amazing|brilliant) (work|job|service|help|support|response|fix)|well done|very helpful|so (quick|fast)|that quick",
    "(i )?(wish you|have) a (very )?(nice|great|good|lovely|wonderful) (day|weekend|evening|one|week|holiday|christmas)",
    "you (are|re) (the best|great|awesome|amazing|a star|a lifesaver)|youre (the best|great|awesome|amazing|a star|a lifesaver)",
    "happy|glad|very happy|i am (very )?happy|im (very )?happy",
  ],
  questions: [
    "(is|are|does|do|did|has|have|was|were|can|could|will|would|should) (it|this|that|everything|all|you|the|i|we|they)",
    "(when|what|how|why|who|which|where)",
  ],
  negations: [
    ..."no not dont doesnt didnt isnt wasnt cant cannot couldnt wont wouldnt hasnt havent aint never nope nothing none neither without fails failed failing broken unfortunately sadly unable nor".split(
      " ",
    ),
  ],
  contrasts: [
    ..."but however although though except still yet only until unless instead otherwise sometimes partly almost nearly mostly maybe perhaps also".split(
      " ",
    ),
  ],
  ratingLabels: ["my rating", "rating", "score", "grade", "i rate it", "i give it", "i give"],
  ratingOf: ["out of", "of"],
  ratingUnits: ["stars?", "points?"],
};

const DA: AnswerWords = {
  affirms: [
    "ja|jo|jep|jeps|jeps|japs|jaja|yep|bekræftet|bekræftes|korrekt|præcis|helt sikkert|absolut",
    "perfekt|fint|fedt|godt|dejligt|skønt|herligt|glimrende|fantastisk|genialt|lækkert|superfint|supergodt|nice|fremragende|strålende|great|cool|flot|storartet|kanon|tilfreds|jeg er tilfreds",
    "(det |den |alt |alting |det hele |de |nu |så )?(virker|fungerer|kører|spiller|virkede)( det| den| alt| det hele)?( nu)?( igen)?( nu)?",
    "(virker|fungerer|kører|spiller)( nu| igen)? (fint|godt|perfekt|upåklageligt|fejlfrit|optimalt|super|fortrinligt|glimrende)",
    "som (det skal|den skal|smurt|forventet|ønsket)|upåklageligt|efter hensigten",
    "(virker|fungerer|kører|spiller)( nu)?( igen)? som (normalt|før|det plejer|den plejer)( nu)?( igen)?",
    "(det |alt |alting |det hele )?(er )?(nu )?(i orden|på plads|i skønneste orden|iorden)( nu)?( igen)?",
    "(alt|det|det hele|alting)( er|s)?( nu)?( helt)? (godt|fint|ok|okay|perfekt|super)( nu)?( igen)?",
    "(det |den |sagen |problemet |fejlen |problemet )?(er )?(nu )?(løst|ordnet|fikset|rettet|klaret|afhjulpet)( nu)?",
    "nu er (det|den|sagen|problemet|fejlen) (løst|ordnet|fikset|rettet|klaret)|(nu er )?(problemet|fejlen)( er)?( nu)? væk( nu)?",
    "ingen (flere |yderligere )?(problemer|fejl)( nu| mere| længere)?",
    "(jeg )?(kan )?(hermed )?bekræfter?( at)?( det| den)?( virker| er løst)?( nu)?",
    "(det|den) (gør det|gør den|gjorde det|gør det nu|gør|hjalp|gjorde udslaget|løste det|løste problemet|løste sagen|har løst problemet|har løst det|lykkedes)|det gjorde udslaget",
    "(bare )?(luk|afslut) (bare )?(sagen|den|det)( nu)?|(i|du) (må|kan)( gerne| godt| bare)*( nu)? (lukke|afslutte)( sagen| den| det)?( nu)?",
    "(sagen|den|det) (må|kan|skal)( gerne| godt| bare)*( nu)? (lukkes|afsluttes)( nu)?",
  ],
  thanks: [
    "(mange |tusind |tusinde |stort |stor |rigtig mange |mange mange |1000 |hjertelig |mange gange )?tak(ker)?( igen| mange gange)?|jeg takker|vi takker|taak",
    "tak skal (du|i) have|tak (til jer|til dig|alle|allesammen|alle sammen)",
  ],
  fillers: [
    "det|den|alt|nu(?! og da)|er|og|så|helt|meget|rigtig|rigtigt|virkelig|bare|endelig|også tak|lige|simpelthen|allerede|da|åh|wow|hele",
    "for (al |alt |den |det |de |jeres |din |dit |en |et )*(hurtige |hurtig |hurtigt |gode |god |godt |store |stor |fine |fin |flotte |super |superhurtige |kompetente |venlige )*(hjælp|hjælpen|svar|svaret|indsats|indsatsen|service|servicen|support|supporten|assistance|assistancen|løsning|løsningen|respons|reaktion|tilbagemelding|arbejde|arbejdet|betjening|ekspedition|tid)",
    "for hurtig (hjælp|respons|reaktion|service)|for at hjælpe( mig| os)?|for det",
    "hej|hejsa|heisa|hej med (jer|dig)|goddag|godmorgen|god morgen|kære|davs|team|alle|alle sammen|support|it|it support|it afdeling|helpdesk|servicedesk",
    "intet problem|ikke noget problem|det var alt|det var det",
    "(med )?(venlig|venlige|de bedste|bedste|kærlig|mange|varme) (hilsen|hilsner|hilsener)|hilsen|hilsner|ha det( godt)?|farvel|vi ses",
    "(det|den) (var|er) (rigtig |meget |virkelig |super |så )*(hurtigt|godt|flot|dejligt|fint|sødt|venligt|nemt|hurtig|perfekt)",
    "(hurtig|god|super|fantastisk|flot|fin|kanon|hurtigt|godt|flot) (service|hjælp|support|arbejde|gået|klaret|respons|indsats)|hurtigt|kanon|sejt",
    "(ha |hav |fortsat |ønsker )*(en |et )?(fortsat |rigtig |dejlig )*(god|godt|dejlig|glædelig) (dag|weekend|aften|eftermiddag|uge|ferie|jul|påske|sommer|nytår|dag endnu)",
    "(du|i) er (de bedste|den bedste|gode|seje|sej|fantastiske|fantastisk|skønne|guld værd|en engel)",
    "glad|jeg er (meget |rigtig )?glad",
  ],
  questions: [
    "(virker|fungerer|kører|spiller|er|gør|har|hjalp|kan|må|skal|vil|virkede) (det|den|alt|de|sagen|problemet|fejlen|i|du|jeg|vi)",
    "(hvornår|hvad|hvordan|hvorfor|hvem|hvilken|hvilket|hvor|mon)",
  ],
  negations: [
    ..."nej næ niks ikke ingen intet aldrig ej uden desværre fejler defekt hverken heller".split(" "),
  ],
  contrasts: [
    ..."men dog alligevel bortset undtagen stadig stadigvæk fortsat endnu kun indtil ellers derimod næsten delvist nogenlunde måske også vel".split(
      " ",
    ),
  ],
  ratingLabels: ["karakter", "vurdering", "bedømmelse", "min vurdering", "rating", "jeg giver"],
  ratingOf: ["ud af", "af"],
  ratingUnits: ["stjerner?", "point"],
};

/** A further language is a further entry; `confirm.ts` asks each. */
export const ANSWER_WORDS: Readonly<Record<string, AnswerWords>> = { en: EN, da: DA };
