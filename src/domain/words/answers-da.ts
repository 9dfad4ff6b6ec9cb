/** What people write in Danish when a solution holds; what each list is for, answer-words.ts says. */
import type { AnswerWords } from "../answer-words.ts";

export const DANISH_ANSWERS: AnswerWords = {
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
