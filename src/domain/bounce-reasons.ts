/**
 * Why servers say that a mail was not delivered: their phrases and status codes (RFC 3463) as a few reasons. Only reasons that condemn
 * the address itself make a bounce hard; whatever concerns the mail, the way or the moment is soft.
 */

export type BounceReason =
  | "moved"
  | "mailbox_full"
  | "too_large"
  | "suspended"
  | "expired"
  | "host_unknown"
  | "not_accepting"
  | "no_relaying"
  | "filtered"
  | "user_unknown"
  | "no_reverse_dns"
  | "spam"
  | "virus"
  | "authentication"
  | "policy"
  | "blocked"
  | "rejected"
  | "network"
  | "system"
  | "unclear";

const HARD: readonly BounceReason[] = ["user_unknown", "host_unknown", "moved", "not_accepting"];

/**
 * Status of a bounce that states none: class, then 0, then a detail from 900 on, which the registry leaves free. The numbers are those
 * that bounce readers such as Sisimai write.
 */
const DETAIL: Record<BounceReason, number> = {
  moved: 916,
  mailbox_full: 922,
  too_large: 934,
  suspended: 921,
  expired: 947,
  host_unknown: 912,
  not_accepting: 932,
  no_relaying: 909,
  filtered: 910,
  user_unknown: 911,
  no_reverse_dns: 973,
  spam: 980,
  virus: 971,
  authentication: 972,
  policy: 972,
  blocked: 971,
  rejected: 918,
  network: 944,
  system: 930,
  unclear: 901,
};

/** Read from the top; each phrase is one that servers write, in lower case. */
const PHRASES: readonly (readonly [BounceReason, RegExp])[] = [
  [
    "mailbox_full",
    /mail ?(?:box|folder) (?:is )?(?:full|size limit)|quota violation|(?:mailbox|inbox|account|user|folder|disk|message store)[^.\n]{0,40}(?:over|exceed\w*|out of|reached)[^.\n]{0,30}(?:quota|limit|storage|space|size)|over(?: the)?(?: mail(?:box)?| disk)? ?quota|quota (?:has been )?exceeded|exceed\w* (?:the |their |his |its |mail(?:box)? |storage |disk |local |user )*(?:quota|storage|allocation)|mailbox for [^\n]{0,80} is full|insufficient (?:disk |storage )?(?:space|quota)|full mail ?box|not enough storage space|mailbox exceeds|(?:user|account) has too many messages|postfach (?:ist )?(?:voll|überfüllt)|(?:quota|speicherplatz)[^.\n]{0,20}überschritten|mailbox is vol|postvak[^.\n]{0,20} vol|postkassen? er (?:fuld|fyldt)|indbakken? er (?:fuld|fyldt)|(?:el )?buz[oó]n (?:de correo )?(?:est[aá] )?llen[oa]|bo[iî]te (?:aux lettres |mail )?(?:est )?pleine|邮箱(?:已满|空间不足)|メールボックスが(?:一杯|いっぱい)|their mailbox is full|容量/u,
  ],
  [
    "too_large",
    /(?:maximum|max) (?:incoming |inbound |allowed )?(?:message|mail) size|message (?:is )?(?:too (?:large|big)|size exceeds|length exceeds|exceeds (?:the )?(?:maximum|fixed|size))|(?:mail|message) size (?:limit )?exceed|too (?:large|big) (?:message|mail)|exceeds (?:the )?(?:maximum|max) (?:message )?size|besked(?:en)? er for stor|nachricht (?:ist )?zu gro(?:ß|ss)|bericht is te groot|demasiado grande|邮件太大/u,
  ],
  [
    "suspended",
    /(?:account|mailbox|user|recipient|address)[^\n.]{0,80}(?:disabled|suspended|deactivated|inactive|not active|inactivated|locked|discontinued|frozen)|(?:disabled|suspended|inactive|deactivated) (?:account|mailbox|user|recipient)|inactive on this server|temporarily locked|deaktiviert|gesperrt|停用|已被禁用/u,
  ],
  [
    "moved",
    /(?:mailbox|user|recipient|address|account)[^\n.]{0,30} has (?:moved|changed|been replaced)|no longer (?:being )?(?:used|valid|in use|monitored|active|employed)|has moved,? (?:please|no forward)|user has moved|destination mailbox has moved|ist nicht mehr g[üu]ltig/u,
  ],
  [
    "network",
    /(?:host not found|name service error)[^\n]{0,80}(?:try again|temporar)|(?:temporary|transient) (?:dns|lookup|name)/u,
  ],
  [
    "not_accepting",
    /does not accept (?:any )?(?:e-?mail|mail)|domain[^\n]{0,60} does not (?:accept|receive) (?:e-?mail|mail)|smtp protocol returned a permanent error|(?:name server|mx)[^\n]{0,60} (?:localhost|null mx)|null ?mx|nullmx|no smtp service|no mx record found/u,
  ],
  [
    "host_unknown",
    /(?:host|domain)(?: name)?(?: [\w."'<>@()-]+)?(?: (?:is|was|does))? (?:unknown|not (?:found|exist)|doesn't exist|invalid)|unknown (?:host|domain)|no such (?:host|domain)|illegal host\/domain|unrouteable (?:mail )?(?:address|domain)|(?:name service error|name or service not known)|host\/domain name|can(?:'t|not) (?:find|resolve) (?:the )?(?:host|domain|mail server)|couldn't find any host|(?:not find|no) (?:a )?(?:gateway|route|mx|mail exchanger)|all relevant mx records point to|no such (?:dns )?(?:domain|host)|domain[^\n]{0,60}(?:n'existe|existiert nicht|bestaat niet|no existe|findes ikke|不存在)|nxdomain|dns (?:error|lookup).{0,60}(?:not found|does not exist|nxdomain)|address lookup failed|bad destination (?:host|system)|destination (?:server|host) (?:is )?unknown|domain is not reachable|lookup of \S+ (?:had no relevant answers|responded with code nxdomain)/u,
  ],
  [
    "no_reverse_dns",
    /(?:reverse|ptr)[ -]?(?:dns|record|lookup|hostname)|(?:missing|no|valid|without) (?:a )?ptr|dns ptr|cannot find your (?:reverse )?hostname|rdns|unable to (?:verify|resolve) (?:your )?(?:host|ip|reverse)|fix reverse dns/u,
  ],
  [
    "no_relaying",
    /relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited|operation rejected)|not (?:permitted|allowed) to relay|unable to relay|(?:we do not|cannot) relay|relaying (?:mail )?(?:to|from|is)|does not permit relay|not a (?:relay|gateway)|unauthenticated relay|insecure mail relay/u,
  ],
  [
    "authentication",
    /dmarc|\bspf\b|\bdkim\b|unauthenticated (?:mail|email|sender)|sender policy framework|domain of sender/u,
  ],
  ["virus", /\bvirus|malware|infected|executable/u],
  [
    "user_unknown",
    /(?:user|recipient|mailbox|address|account|addressee|alias|local[- ]?part|addr)(?: ["'<(]?[\w.+@=-]{1,80}["'>)]?)?:?(?: (?:is|was|does|name|address|id|account))? ?(?:unknown|not (?:found|exist|known|listed|registered|valid|available|a (?:known|valid|registered))|doesn't exist|wasn't found|could(?:n't| not) be found|not yet activated|isn't a|does not (?:have|exist)|undefined|invalid)|(?:unknown|no such|invalid|non-?existent|bad|undeliverable) (?:local[- ]?part|user|recipient|mailbox|address|account|person|addressee|alias|destination mailbox|rcpt|id|email)|doesn't have an? [^\n]{1,60} account|not (?:our|a (?:valid|known|registered|gateway)) (?:customer|user|recipient|mailbox|address|gateway user)|no (?:valid )?(?:mailbox|account|recipient|user)(?: here)?(?: by that name|s? with)|not listed in (?:public name|domino|the)|(?:does|do) not have (?:an? )?(?:\S+ )?(?:account|mailbox)|(?:isn't|is not) (?:a registered|listed|recognized)|address (?:couldn't be found|error)|recipient address rejected: access denied|recipnotfound|resolver\.adr|mailbox (?:not found|does not exist)|(?:address|user) not found|couldn't be found or is invalid|no local mailbox|no such user here|invalid final delivery userid|does not have a final e-?mail delivery point|account (?:that you tried to reach )?does not exist|(?:this|the) (?:email )?address (?:no longer|does not)|unknown or illegal (?:alias|user|recipient)|not known (?:here|at this)|is not a[^\n]{0,40} user|unbekannte[rn]? (?:empfänger|benutzer|adresse)|(?:empfänger|benutzer|adresse|postfach)[^\n]{0,60}(?:nicht (?:gefunden|bekannt|vorhanden)|existiert nicht|unbekannt)|(?:modtager|bruger|adresse|postkasse)[^\n]{0,60}(?:ikke (?:fundet|findes)|ukendt|findes ikke)|onbekende (?:gebruiker|ontvanger)|(?:adres|gebruiker|postvak)[^\n]{0,60}(?:bestaat niet|niet gevonden|onbekend)|(?:dirección|usuario|buzón|destinatario)[^\n]{0,60}(?:no (?:existe|se encontró|encontrad\w)|desconocid\w)|(?:utilisateur|adresse|destinataire)[^\n]{0,60}(?:inconnue?|n'existe)|用户不存在|收件人(?:不存在|地址错误)|无此用户|存在しません|見つからない|宛先不明/u,
  ],
  [
    "spam",
    /\bspam|junk mail|unsolicited|bulk (?:e-?mail|mail)|content (?:filter|rejected)|rejected (?:due to|by) content|blacklisted url|looks like spam/u,
  ],
  [
    "policy",
    /policy|not rfc[ -]?\d|rfc ?\d{3,4}[^\n]{0,20}complian|banned (?:filename|name)|message (?:content )?rejected|forbidden|prohibited/u,
  ],
  [
    "blocked",
    /block(?:ed| ?list|ing)|black ?list|\brbl\b|dnsbl|spamhaus|bad reputation|poor reputation|low reputation|access denied|not accepting (?:mail|connections) from|connection (?:refused by|rejected)|open relay|client host[^\n]{0,60} rejected|go away|greylist|denied by|not accepting connections|network not allowed|invalid ip|(?:relay|sending|daily) (?:quota|limit)/u,
  ],
  [
    "rejected",
    /sender (?:address )?(?:rejected|denied|invalid|verif)|domain of sender address|(?:backscatter|from) address|you (?:may not|can't|do not have permission to|don't have permission to|aren't allowed to) (?:post|send)|not (?:permitted|allowed|authori[sz]ed) to (?:post|send)|permission to post|no permission|restricted to|mail reject|groups\.google\.com|support\.google\.com\/[^\s]{0,60}groups|ikke tilladelse|keine berechtigung|mail from[^\n]{0,60}(?:reject|denied)/u,
  ],
  [
    "expired",
    /expired|timed? ?out|not been collected|allowed queue period|not (?:been )?(?:able to be )?delivered (?:within|for|after)|for (?:more than )?\d+ (?:hours|days)|aborted after|did not accept our requests to connect|failing for a long time|failed \d+ (?:times|attempts)|could not be delivered for|(?:retry|delivery) time(?:out)? (?:not reached|exceeded)|too (?:long|old)|queue(?:d)? too long|will (?:keep|continue) (?:trying|to (?:try|retry))|delayed|retry timeout|connection (?:timed out|refused)|no route to host|unable to connect|konnte nicht innerhalb|zeitüberschreitung/u,
  ],
  [
    "network",
    /too many hops|mail loop|loops? back|routing loop|hop count exceeded|forwarding loop|network (?:error|unreachable|is unreachable)|lost connection|connection (?:reset|dropped|lost)|mail forwarding loop/u,
  ],
  [
    "system",
    /system (?:error|config|problem)|configuration error|local (?:error|configuration)|internal (?:server )?error|service (?:currently )?unavailable|server (?:configuration )?(?:error|problem)|input\/output error|unable to (?:create|open|write)|could not (?:create|open|write)|mailer error|can't create|(?:does not|doesn't) support (?:tls|starttls)|transaction failed/u,
  ],
  [
    "filtered",
    /(?:rejected|refused) by (?:the )?(?:recipient|user|filter)|filtered|because the recipient|mailbox unavailable/u,
  ],
];

/** RFC 3463: what the registered codes say of the reason, where no phrase does. */
const BY_CODE: readonly (readonly [RegExp, BounceReason])[] = [
  [/^\d\.1\.(?:[03]|1|10|351)$|^5\.4\.1$/, "user_unknown"],
  [/^\d\.1\.(?:2|9)$/, "host_unknown"],
  [/^\d\.1\.6$/, "moved"],
  [/^\d\.1\.[78]$/, "rejected"],
  [/^\d\.2\.1$/, "suspended"],
  [/^\d\.2\.2$/, "mailbox_full"],
  [/^\d\.2\.3$/, "too_large"],
  [/^\d\.3\.2$/, "not_accepting"],
  [/^\d\.3\.4$/, "too_large"],
  [/^\d\.4\.4$/, "host_unknown"],
  [/^\d\.4\.6$/, "network"],
  [/^\d\.4\.\d$/, "expired"],
  [/^\d\.3\./, "system"],
  [/^\d\.7\.(?:2[0-79]|30)$/, "authentication"],
  [/^\d\.7\.25$/, "no_reverse_dns"],
  [/^\d\.7\./, "policy"],
];

/** Codes that leave nothing open, whatever else the server says. */
const PLAIN_CODE = /^(?:\d\.1\.(?:1|6|7|8|10)|\d\.2\.2|5\.1\.2|5\.7\.(?:2[0-9]|30|606))$/;

const AFTER_TEXT = /after end of data|in reply to end of data|after (?:sending )?data\b/;

/** Behind two dots in a row words go on: `bo@x.example...User unknown`. */
const ADDRESS = /[^\s<>"'(),;:@]{1,200}@[^\s<>"'(),;:@.]{1,63}(?:\.[^\s<>"'(),;:@.]{1,63}){0,20}/g;

/** `response`: the server's words about one recipient; `status` as reported, or null. */
export function bounceReason(response: string, status: string | null): BounceReason {
  const coded = status === null ? null : (BY_CODE.find(([code]) => code.test(status))?.[1] ?? null);
  // What an address is called says nothing of what became of it.
  const said = response.slice(0, 8_000).toLowerCase().replace(ADDRESS, "x@x").replace(/\s+/g, " ");
  const stated = PHRASES.find(([, phrase]) => phrase.test(said))?.[0] ?? null;
  // Servers give a full mailbox the code of an unknown one: it may be emptied.
  if (coded !== null && status !== null && PLAIN_CODE.test(status) && stated !== "mailbox_full") return coded;
  const reason = stated ?? coded ?? "unclear";
  // A server that took the recipient and refused the text knows the address: it calls filtered mail so.
  return reason === "user_unknown" && AFTER_TEXT.test(said) ? "filtered" : reason;
}

/** A status for a bounce that states none (see DETAIL). */
export function statusOf(reason: BounceReason, isTransient: boolean): string {
  return `${isTransient ? 4 : 5}.0.${DETAIL[reason]}`;
}

export function isHardReason(reason: BounceReason): boolean {
  return HARD.includes(reason);
}
