/**
 * The words with which mail programs mark what is not new, in the languages that desks meet. Sources of regular expressions, in lower
 * case, to be read with the `iu` flags; nothing here is ever taken for a mark by itself.
 */

/** Names of header lines that programs print above what they quote, by what they mean. */
export const HEADER_WORDS = {
  from: "from|fra|från|von|van|de|da|od|de la|lähettäjä|от|от кого|отправитель|від|від кого|подател|发件人|發件人|寄件者|寄件人|差出人|送信元|送信者|보낸 ?사람|feladó|odesílatel|odosielateľ|expeditor(?:ul)?|šalje|pošiljatelj|pošiljalac|gönderen|kimden|mittente|nadawca|saatja|remitente|expéditeur|από|αποστολέας|từ|người gửi|dari|pengirim|מאת|من|nuo",
  sent: "sent|sent on|date|date sent|sendt|dato|skickat|datum|gesendet|verzonden|envoyé(?: le)?|date d['’]envoi|message du|enviad[oa](?: el| em)?|fecha|inviato|data|wysłano|lähetetty|päivämäärä|päiväys|pvm|отправлено|дата|надіслано|відправлено|изпратено|发送时间|發送時間|发送日期|傳送日期|寄件日期|日期|时间|時間|送信日時|送信日|日時|日付|날짜|보낸 ?날짜|elküldve|küldve|dátum|odesláno|odoslané|trimis|dată|poslano|poslato|gönderilen|gönderildi|gönderme tarihi|tarih|saadetud|kuupäev|ημερομηνία|στάλθηκε|đã gửi|ngày|tanggal|dikirim|תאריך|נשלח|التاريخ",
  to: "to|til|till|an|aan|à|a|para|do|dla|komu|vastaanottaja|кому|до|收件人|收件者|宛先|送信先|받는 ?사람|címzett|pre|adresát|către|catre|destinatar(?:ul|io)?|destinataires?|prima|za|kime|alıcı|pour|adresat|saaja|προς|đến|người nhận|kepada|אל|إلى",
  subject:
    "subject|emne|ämne|betreff|betr|onderwerp|objet|sujet|asunto|oggetto|assunto|temat|aihe|тема|относно|主题|主旨|主題|件名|제목|tárgy|předmět|predmet|subiect(?:ul)?|naslov|zadeva|konu|teema|pealkiri|θέμα|chủ đề|tiêu đề|perihal|subjek|נושא|الموضوع",
  copy: "b?cc|kopie(?: \\(cc\\))?|kopia|kopio|kopi|копия|копія|másolat(?:ot kap)?|u?dw|kópia|copie(?: à)?|copia|cco|抄送|副本|参照|참조|bilgi|κοιν",
  other:
    "reply-to|svar til|svara till|antwort an|antwoord aan|répondre à|responder a|rispondi a|odpowiedź-do|odpověď na|odpovedať-pre|odgovori na|vastaus|válaszcím|răspuns către|ответ-кому|кому відповісти|yanıt adresi|attachments?|anlagen?|bilag|vedhæftede filer|bijlagen?|pièces jointes|adjuntos|importance|wichtigkeit|prioritet|priority|priorität|sensitivity|organization",
} as const;

/** What stands between the dashes above a forwarded message; beginnings of words. */
export const FORWARD_WORDS =
  "forward|fwd|videresend|vidarebefordra|weitergeleitet|doorgestuur|doorgezonden|reenviad|reenviament|transféré|réexpédié|transmis|inoltrat|encaminhad|reencaminhad|välitetty|edelleenlähetetty|przekazan|przesłan|przesyłan|пересылаем|переадресова|перенаправ|переслан|препратен|转发|轉寄|轉發|転送|전달|továbbított|přeposl|předan|preposl|proslijeđ|prosleđ|posredovan|redirecționat|retrimis|[iİ]letil|edastatud|προωθ|chuyển tiếp|diteruskan|הועבר|מועבר|محول";

/** The same above an original that an answer quotes; checked after the forwards. */
export const ORIGINAL_WORDS =
  "original|oprindelig|opprinnelig|ursprünglich|ursprunglig|oorspronkelijk|d['’]origine|alkuperäinen|oryginaln|исходн|оригинал|початков|原始|原邮件|原郵件|原件|元のメッセージ|원본|původní|pôvodn|eredeti|izvorn|orijinal|özgün|algne|αρχικό|gốc|asli|הודעה מקורית|الرسالة الأصلية|reply message|antwort nachricht";

/** Apple Mail's line above a forward, without its colon, and what others write in its place. */
export const FORWARD_BEGINNINGS =
  "begin forwarded message|forwarded message|start på videresendt (?:besked|melding)|begynd videresendt besked|videresendt melding|anfang der weitergeleiteten (?:nachricht|e-mail)|begin doorgestuurd bericht|inicio del mensaje reenviado|début du message (?:réexpédié|transféré)|vidarebefordrat (?:brev|mejl)|inizio messaggio inoltrato|início da mensagem (?:re)?encaminhada|välitetty viesti alkaa|początek przekazywanej wiadomości|начало переадресованного (?:сообщения|письма)|початок листа, що пересилається|začátek přeposílané zprávy|začiatok preposlanej správy|započni proslijeđenu poruku|továbbított levél kezdete|începe mesajul redirecționat|[iİ]leti başlangıcı|开始转发的邮件|下面是被转发的邮件|以下為轉寄的郵件|開始轉寄郵件|転送されたメッセージ|전달된 메시지|αρχή προωθημένου μηνύματος|missatge reenviat";

/** Verbs at the end of an attribution: `On …, Anna Holm wrote:` */
export const WROTE_LAST =
  "wrote|writes|sent|said|skrev(?: följande| følgende)?|schrieb(?: folgendes)?|schreef|geschreven|escribió|ha escrito|écrit|écrivait|scritto|scrisse|escreveu|kirjoitti|pisze|napisał(?:\\(?a\\)?)?|napsal(?:\\(?a\\)?)?|napísal(?:\\(?a\\)?)?|написал(?:\\(?а\\)?)?|написав(?:\\(?ла\\)?)?|написа|пишет|пише|viết|写道|寫道|写了|書きました|のメッセージ|のメール|작성|씀|írta|a scris|napisao(?:\\/la)?|napisala|napisa[ol]a? je|je napisal(?:\\/a)?|piše|va escriure|kirjutas|rakstīja|parašė|yazdı|έγραψε|menulis|כתב(?:\\/ה|ה)?|كتب";

/** Verbs before the name: `Den … skrev Anna Holm <…>:` */
export const WROTE_BEFORE_NAME =
  "skrev|schrieb|schreef|pisze|kirjoitti|пишет|napisał(?:\\(?a\\)?)?|wrote|scrive|escribió|escreveu";

/** How Horde, IMP and others begin: `Quoting Anna Holm <…>:` */
export const QUOTING =
  "quoting|quoted from|zitat von|zitiere|citat från|citat fra|citerar|citerer|citeren van|citando(?: a)?|citation de|selon|cytat od|cytuję|цитирую|citace";

/** `From: Bo … (in a mail whose subject begins so)`: what programs put before a forwarded subject. */
export const FORWARD_PREFIXES =
  "fwd?|fw|vs|vb|wg|tr|rv|i|pd|enc|vl|doorst|redir\\.?|videresend|viderebragt|[iİ]lt|yönlendirilen|továbbítás|prp|προωθ|пересл|転送|转发|轉寄|轉發|전달|הועבר";

/** What programs put before the subject of an answer. */
export const REPLY_PREFIXES =
  "re|sv|aw|antw|odp|vá|ynt|ref|rif|res|resp|atb|vast|svar|ответ|отв|відп|回复|回覆|答复|返信|답장|회신|הועבר לתשובה|השב|رد";

/** The telephone's or program's own line below what was written; beginnings, and for some languages whole lines. */
export const MOBILE_WORDS = [
  "sent (?:from|via|with|using|on the go|by galaxy)|(?:get|download) outlook for|sent by my",
  "sendt (?:fra|via|med)|(?:hent|få) outlook|skickat (?:från|via|med)|hämta outlook|skaffa outlook",
  "von (?:meinem|unterwegs|mein).{0,40} gesendet|(?:gesendet|versendet|verschickt) (?:von|mit|via|aus)|(?:diese nachricht wurde )?von meinem .{1,60} gesendet|outlook für .{1,20} (?:beziehen|herunterladen|abrufen)|(?:holen|laden) sie (?:sich )?outlook",
  "(?:verzonden|verstuurd|gestuurd) (?:vanaf|via|met|vanuit)|outlook (?:voor|downloaden)|download outlook",
  "envoyé (?:de|depuis|à partir|via|avec)|(?:télécharger|obtenir|obtenez|téléchargez) outlook|provenance : courrier",
  "enviado (?:desde|do|de|a partir|pelo|con|via|através)|(?:obtener|obter|obtenga|baixar|descargar) (?:o )?outlook",
  "inviato (?:da|dal|con|tramite)|(?:scarica|ottieni) outlook",
  "lähetetty (?:\\S*(?:sta|stä|lta|ltä)|laitteesta|puhelimesta)|hanki outlook|wysłan[eoy] z|pobierz (?:aplikację )?outlook|odesláno z|odoslané z|poslano (?:iz|sa|s)|poslato (?:sa|iz)|az? .{1,30} küldve|elküldve a|elküldve|küldve az?|trimis (?:de pe|din|cu)|saadetud minu|nosūtīts no|išsiųsta iš",
  "отправлено (?:с|из|через)|надіслано (?:з|із)|відправлено з|изпратено от|στάλθηκε από|.{1,20}(?:dan|den|tan|ten|umdan|imden) gönderildi|gửi từ|dikirim dari|נשלח מ|أُ?رسلت? من|enviat des de",
  "发自我的|发自|從我的 .{1,30} (?:傳送|寄出)|從.{1,20}傳送|.{1,30}から送信|.{1,30}에서 (?:보냄|보낸)",
].join("|");
