/** What people write in Dutch when a solution holds; what each list is for, answer-words.ts says. */
import type { AnswerWords } from "../answer-words.ts";

export const DUTCH_ANSWERS: AnswerWords = {
  affirms: [
    "ja|jawel|jep|jup|jazeker|zeker|zeker weten|klopt|correct|bevestigd|absoluut|inderdaad",
    "prima|fijn|mooi|goed|uitstekend|geweldig|fantastisch|toppie|heerlijk|keurig|netjes|tof|gaaf|mooi zo|heel goed|helemaal (goed|top|prima|mooi)|tevreden|ik ben (zeer |heel |helemaal )?tevreden",
    "(het |dit |dat |alles |die |deze |hij |nu |alles |de printer |de pc |de laptop )*(werkt|werken|functioneert|draait|loopt|werkte)( het| alles| hij)?( nu)?( weer)?( nu)?",
    "(werkt|functioneert|draait|loopt)( nu)?( weer)? (goed|prima|perfect|uitstekend|naar behoren|probleemloos|vlekkeloos|foutloos|zoals het hoort|zoals verwacht|zoals gewenst|als een trein|als een zonnetje|als een tierelier)",
    "(nu |en )?(het|hij|ze|alles|die) doe(t|n) het( nu)?( weer)?|nu doe(t|n) (het|hij|ze|alles) het( weer)?|doet het( nu)?( weer)?",
    "(werkt|functioneert|draait|loopt|doet het)( nu)?( weer)? (zoals|als) (vanouds|voorheen|gewoonlijk|normaal|altijd|eerder)( weer)?",
    "(het |dit |dat |alles |het probleem |de storing |de melding |probleem |storing )?(is |zijn )?(nu )?(helemaal |volledig |weer )?(opgelost|verholpen|gefikst|gefixt|hersteld|gerepareerd|geregeld|in orde|voor elkaar|op orde|goed gekomen)( nu)?",
    "(alles|het|dat|dit)( is| ziet er)?( nu)?( weer)?( helemaal)? (goed|prima|ok|oke|okay|perfect|super|top|goed uit)( nu)?( weer)?",
    "(het |de )?(probleem|storing|fout|foutmelding) is( nu)? (weg|verdwenen)",
    "geen (verdere |andere )?(problemen|klachten|fouten|storingen)( meer)?( nu)?|nergens last meer van",
    "(hierbij )?(ik )?bevestig( ik)?( hierbij)?( dat)?( het| alles)?( nu)?( werkt| is opgelost| opgelost is)?|ik kan bevestigen dat (het|alles)( nu)?( weer)? (werkt|is opgelost|opgelost is)",
    "(dat|het|dit) (was het|hielp|heeft geholpen|is gelukt|lukt|lukt nu|lukt weer|lukte|heeft het opgelost|loste het op)|(is )?gelukt|(dat )?was het",
    "(je|jij|u|jullie) (mag|mogen|kunt|kan|kunnen)( nu| hem| haar| deze| dit| de melding| het ticket| mijn melding)* (sluiten|afsluiten)",
    "(de melding|het ticket|deze melding|dit ticket|mijn melding|deze|die|hij|het|dit) (mag|kan)( nu| wel)* (dicht|gesloten worden|worden gesloten|afgesloten worden|worden afgesloten|gesloten|afgesloten)",
    "sluit( maar| gerust)? (de melding|het ticket|deze melding|dit ticket)( maar)?",
  ],
  thanks: [
    "(heel |heel erg |hartelijk |enorm |super |ontzettend |nogmaals |hartelijke |veel |zeer |erg |duizendmaal )*(bedankt|dank|dankje|dankjewel|dankuwel|dank (je|u|jullie)( wel| zeer| hartelijk)?|merci)( weer| nogmaals| allemaal| hoor)?",
    "ik dank (je|u|jullie)( hartelijk)?",
  ],
  fillers: [
    "het|dat|dit|alles|is|zijn|nu|en|heel|erg|echt|gewoon|eindelijk|al|zeer|zo snel|oh|ah|wauw|hoera|joepie",
    "voor (de |je |jullie |uw |het |een |al |alle |die |deze |al je |al jullie )*(snelle |goede |fijne |vlotte |prima |super |supersnelle |vriendelijke |geweldige |uitstekende |deskundige )*(hulp|ondersteuning|reactie|antwoord|respons|service|oplossing|moeite|inzet|werk|actie|afhandeling|support|assistentie|tijd|terugkoppeling|bericht|dienstverlening)",
    "voor het (snelle |snel )?(helpen|oplossen|meedenken|antwoorden|regelen|verhelpen)",
    "hoi|hallo|hai|dag|beste|geachte|goede(morgen|middag|navond)|goeie(morgen|middag|navond)|goede (morgen|middag)|allen|allemaal|team|helpdesk|servicedesk|support|collega|collegas|ict|it|mensen|heer|mevrouw",
    "geen probleem|geen dank|dat was alles|dat is alles",
    "(met )?(vriendelijke|hartelijke|vriendelijk|beste|veel) groet(en|jes)?|groet(en|jes)?|gr|mvg|vr gr|tot ziens|hoogachtend",
    "(dat|het) (was|is|ging) (heel |erg |super |echt |lekker |zo )*(snel|vlot|goed|fijn|mooi|makkelijk|aardig|netjes|perfect)",
    "(snelle|goede|prima|super|fijne|top|geweldige|vlotte) (service|hulp|actie|reactie|oplossing|werk)|snel|vlot|goed gedaan|goed werk|mooi werk|lekker snel|super snel|supersnel",
    "(nog )?(een )?(hele )?(fijne|prettige|goede|mooie|fijn|prettig|goed|mooi) (dag|avond|middag|weekend|week|vakantie|feestdagen|kerst|pasen)( nog| verder| toegewenst)?",
    "(jullie|je|u) (bent|zijn) (geweldig|top|toppers|de beste|fantastisch|een topper|helden|een held|goud waard)|toppers?|helden|held",
    "blij|ik ben (heel |erg )?blij|blij mee|heel blij mee",
  ],
  questions: [
    "(werkt|doet|is|zijn|kan|kun|kunt|kunnen|mag|moet|zal|wil|wilt|willen|heeft|hebben|heb|gaat|gaan|lukt) (het|dit|dat|alles|de|je|jij|u|jullie|ik|we|wij|er|hij|ze)",
    "(wanneer|wat|hoe|waarom|wie|welke|welk|waar)",
  ],
  negations: [
    ..."nee neen niet geen nooit niets niks nergens zonder helaas jammer kapot stuk faalt mislukt mislukte noch".split(
      " ",
    ),
  ],
  contrasts: [
    ..."maar echter toch behalve hoewel alleen nog steeds soms deels gedeeltelijk bijna misschien ook tot totdat tenzij anders zolang voorlopig enkel".split(
      " ",
    ),
  ],
  ratingLabels: ["mijn beoordeling", "beoordeling", "cijfer", "mijn cijfer", "waardering", "ik geef"],
  ratingOf: ["van de", "van"],
  ratingUnits: ["sterren", "ster", "punten", "punt"],
};
