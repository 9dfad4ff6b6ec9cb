/** What people write in English when a solution holds; what each list is for, answer-words.ts says. */
import type { AnswerWords } from "../answer-words.ts";

export const ENGLISH_ANSWERS: AnswerWords = {
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
