/**
 * Words by which one sentence of a mail is chosen to be repeated, and others never are (restate.ts): in English and Danish, Dutch,
 * Spanish and Chinese, which writes no blanks and so has no word boundaries to ask for.
 */

/** Words that tell a wish or a trouble, as opposed to circumstances. */
export const TELLING = new RegExp(
  `[?？]|n['’]t(?!\\p{L})|(?<!\\p{L})(?:${[
    "can(?:no)?t|unable|not|no longer|stop(?:s|ped)|fail(?:s|ed|ing|ure)?|errors?|broken?|crash(?:es|ed)?|jam(?:med)?|stuck|slow|lost|missing|locked|expired|forgot(?:ten)?|needs?|request|would like|want|order|access|install|problems?|issues?|trouble|how|please",
    "ikke|aldrig|fejl(?:er)?|problem(?:er)?|mangler|brug for|behov|vil gerne|vil du|ønsker|bestille|adgang|installere|langsomt?|i stykker|nede|låst|udløb(?:er|et)|glemt|hvordan|kan (?:i|du|jeg|vi)|må (?:jeg|vi)",
    "niet|geen|nooit|kapot|stuk|defect|storing|fout(?:melding|code)?|probleem|problemen|mislukt|vastgelopen|loopt vast|hangt|traag|langzaam|kwijt|ontbreekt|verlopen|vergeten|geblokkeerd|vergrendeld|nodig|graag|wil(?:len)?|zou(?:den)?|bestellen|toegang|installeren|hoe|kunt? (?:u|je|jij|jullie)|kunnen jullie|kan (?:ik|iemand)|mag ik|alstublieft|alsjeblieft",
    "no|nunca|fall[aoó]s?|averí?a(?:d[oa])?|rot[oa]|estropead[oa]|atascad[oa]|bloquead[oa]|caducad[oa]|olvidado|olvidé|perdid[oa]|lent[oa]|necesit\\p{L}*|quisiera|quiero|querría|solicit\\p{L}*|pedir|acceso|instalar|cómo|pued(?:o|e|en|es)|podrías?|podrían|problemas|por favor",
  ].join(
    "|",
  )})(?!\\p{L})|[不没]|无法|错误|报错|故障|坏|问题|异常|失败|死机|卡|慢|丢|过期|忘|锁|断|需要|想|申请|请|权限|安装|如何|怎么|能否|可否|是否`,
  "iu",
);

/** Courtesies and circumstances that say nothing about the matter. */
export const IDLE = new RegExp(
  `^(?:${[
    "(?:i |we )?hope (?:you|this|that|all)|(?:jeg |vi )?håber|many thanks|thank(?:s| you)|thx|(?:mange |tusind |på forhånd )*tak\\b|på forhånd|my name is|jeg hedder|mit navn er|(?:i |we )?look(?:ing)? forward|(?:jeg |vi )?(?:ser|glæder) (?:mig |os )?(?:frem|til)|have a (?:nice|good|great)|(?:fortsat )?(?:god|rigtig god) (?:dag|weekend|sommer|ferie)|(?:please )?(?:see|find) (?:the )?attach|se (?:venligst )?vedhæft|sorry\\b|apologies|undskyld|beklager|sent from|sendt fra|please (?:advise|let me know)|just (?:a )?(?:quick|short)|i have a (?:quick |small )?question[.:]?$|jeg har et (?:lille |kort )?spørgsmål[.:]?$|(?:can|could|kan|vil) (?:you|someone|anyone|i|du|nogen) (?:please )?(?:help|hjælpe)(?: me| us| mig| os)?(?: with this| med det(?:te)?)?[?.!]*$|please help|hjælp[.!]*$",
    "(?:ik |wij |we )?hoop(?:en)?(?!\\p{L})|(?:heel |hartelijk |alvast |bij voorbaat )*(?:bedankt|dank)(?!\\p{L})|mijn naam is|ik heet|(?:ik |wij |we )?(?:kijk(?:en)?|zien?) .{0,20}(?:uit naar|tegemoet)|(?:nog )?(?:een )?(?:fijne|prettige|goede|fijn|prettig|goed) (?:dag|weekend|avond|vakantie)|(?:zie|in) (?:de )?bijlage|sorry|excuses|verzonden (?:vanaf|met)|ik heb een (?:korte |kleine |snelle )?vraag(?:je)?[.:]?$|(?:kunt|kun|kan|kunnen) (?:u|je|jij|jullie|iemand)(?: mij| me| ons)?(?: hier| hiermee| hierbij| even)*(?: mee)? helpen[?.!]*$|help[.!]*$|graag (?:uw|jullie|je) hulp[.!]*$",
    "espero(?!\\p{L})|esperamos|(?:muchas |mil )?gracias|mi nombre es|me llamo|quedo (?:a la espera|a su disposición)|quedamos|un saludo|buen (?:día|fin)|feliz|(?:ver|véase|adjunto|le adjunto|les adjunto|se adjunta)(?!\\p{L})|perdon\\p{L}*|disculp\\p{L}*|lo siento|enviado desde|tengo una (?:pequeña )?(?:pregunta|duda|consulta)[.:]?$|¿?(?:me|nos) (?:puede|pueden|podría|podrían|puedes|podéis) ayudar(?: con esto)?[?.!]*$|¿?(?:puede|pueden|podría|podrían|alguien puede) ayudar(?:me|nos)(?: con esto)?[?.!]*$|ayuda[.!]*$",
    "(?:非常|十分|多|先)?感?谢谢?(?:您|你|大家|帮助|支持|[,，。!！]|$)|希望(?:您|你)?一切|我(?:是|叫)(?![^,，。]{0,30}[不没无])|打扰|抱歉|不好意思|对不起|祝(?:您|你|好|工作|周末)|(?:请)?(?:见|看|查看)附件|附件(?:是|为)|我?(?:想)?(?:请教|咨询|问)(?:您|你们)?(?:一)?个(?:小)?问题[。.:：]?$|(?:请)?(?:您|你们?)?(?:能|可以|能否|可否)?(?:请)?帮(?:个|一下)?忙(?:吗|看一下|看看)?[?？。!！]*$|发自我的|麻烦(?:您|你们?)?了?[。!！]*$",
    "(?:name|navn|naam|nombre|phone|tlf|telefon|telefoon(?:nummer)?|teléfono|tel|mobil|mobiel|móvil|e-?mail|correo|address|adresse|adres|dirección|department|afdeling|departamento|user(?: ?name)?|bruger(?:navn)?|gebruikersnaam|usuario|cpr)\\s?\\.?:|(?:姓名|电话|手机|邮箱|地址|部门|工号|学号|用户名|账号|办公室)\\s?[:：]",
  ].join("|")})`,
  "iu",
);

/** What a password may be said to be without being told. */
const STATES = [
  "not|no|now|still|always|never|being|about|in|wrong|incorrect|invalid|expir\\p{L}*|reject\\p{L}*|lock\\p{L}*|block\\p{L}*|lost|forgotten|too|the|set",
  "ikke|nu|stadig|altid|ved|for|forkert|ugyldig|udløb\\p{L}*|spærret|låst|blevet|glemt|væk|afvist|den|det",
  "niet|nu|nog|altijd|steeds|verlopen|onjuist|fout|verkeerd|ongeldig|geblokkeerd|vergeten|kwijt|gewijzigd|geweigerd|te|het|een",
  "siempre|ahora|incorrect\\p{L}*|erróne\\p{L}*|inválid\\p{L}*|caduc\\p{L}*|bloque\\p{L}*|rechazad\\p{L}*|demasiado|la|el|una",
].join("|");
const SECRET_NAMES =
  "pass(?:word|code|phrase|wort)?s?|pwd|pin(?:code)?|(?!fejl|post|status|fout)\\p{L}{0,20}kode\\p{L}*|(?<!(?:error|status|exit)[ -])code|løsenord|wachtwoord|toegangscode|contraseña|clave|mot de passe|token|api[- ]?key|secret|otp|cpr\\p{L}*|iban|kontonummer";
/** A password or code with its value; `my password has expired` has none. */
export const SECRET = new RegExp(
  `(?<!\\p{L})(?:${SECRET_NAMES})` +
    `(?:[- ]?(?:nr|no|number|nummer)\\.?)?(?:\\s*[:=：]|\\s+["'“]?(?=\\S*\\d)(?=\\S*[^\\d\\s])\\S{4}|\\s+(?:is|er|was|var|es|era)(?!\\s+(?:${STATES})(?!\\p{L})))` +
    // Chinese names the value behind 是 or a colon, or writes it at once.
    `|(?:密码|口令|验证码|密钥|身份证号?码?)\\p{Script=Han}{0,4}?(?:\\s*[:=：]|[是为]\\s*(?=["“']?[A-Za-z0-9])|\\s*["“']?(?=[A-Za-z0-9]{4}))`,
  "iu",
);
