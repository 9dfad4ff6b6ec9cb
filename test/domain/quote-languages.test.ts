import { describe, expect, it } from "vitest";
import type { ParsedMail } from "../../src/domain/message.ts";
import { takeApart } from "../../src/domain/quote.ts";
import { aMail } from "../support/mail.ts";

const answer = (text: string, overrides: Partial<ParsedMail> = {}) =>
  takeApart(aMail({ text, subject: "Re: Printer", inReplyTo: ["x@desk.example"], ...overrides }));

const ATTRIBUTIONS: [string, string][] = [
  ["English, Gmail", "On Mon, Mar 2, 2026 at 9:15 AM IT Desk <it@desk.example> wrote:"],
  ["English, Yahoo", "On Monday, March 2, 2026 at 09:15:00 AM GMT+1, IT Desk <it@desk.example> wrote:"],
  ["English, Thunderbird", "On 3/2/26 9:15 AM, IT Desk wrote:"],
  ["English, Zoho", "---- On Mon, 02 Mar 2026 09:15:00 +0100 IT Desk <it@desk.example> wrote ----"],
  ["English, Notes", "-----IT Desk <it@desk.example> wrote: -----"],
  ["English, Mailman", "At 09:15 02/03/2026 +0100, IT Desk wrote:"],
  ["English, Horde", "Quoting IT Desk <it@desk.example>:"],
  ["English, name first", "IT Desk <it@desk.example> wrote on Mon, 2 Mar 2026 at 09:15:"],
  ["English, without a colon", "On Mar 2, 2026, at 9:15 AM, IT Desk <it@desk.example> wrote"],
  ["Danish, Outlook for iOS", "Den 2. mar. 2026 kl. 09.15 skrev IT Desk <it@desk.example>:"],
  ["Danish, Gmail", "man. 2. mar. 2026 kl. 09.15 skrev IT Desk <it@desk.example>:"],
  ["Danish, Thunderbird", "IT Desk skrev den 02.03.2026 kl. 09.15:"],
  ["Norwegian, Gmail", "man. 2. mars 2026 kl. 09:15 skrev IT Desk <it@desk.example>:"],
  ["Norwegian, name first", "IT Desk <it@desk.example> skrev følgende den 02.03.2026 09:15:"],
  ["Swedish, Gmail", "Den mån 2 mars 2026 kl 09:15 skrev IT Desk <it@desk.example>:"],
  ["Swedish, Apple Mail", "2 mars 2026 kl. 09:15 skrev IT Desk <it@desk.example>:"],
  ["Finnish, Gmail", "ma 2. maalisk. 2026 klo 9.15 IT Desk (it@desk.example) kirjoitti:"],
  ["Finnish, Apple Mail", "IT Desk <it@desk.example> kirjoitti 2.3.2026 kello 9.15:"],
  ["German, Gmail", "Am Mo., 2. März 2026 um 09:15 Uhr schrieb IT Desk <it@desk.example>:"],
  ["German, Thunderbird", "Am 02.03.26 um 09:15 schrieb IT Desk:"],
  [
    "German, GMX",
    'Gesendet: Montag, 02. März 2026 um 09:15 Uhr\nVon: "IT Desk" <it@desk.example>\nAn: anna@uni.example',
  ],
  ["German, Horde", "Zitat von IT Desk <it@desk.example>:"],
  ["Dutch, Gmail", "Op ma 2 mrt 2026 om 09:15 schreef IT Desk <it@desk.example>:"],
  ["Dutch, Apple Mail", "Op 2 mrt 2026, om 09:15 heeft IT Desk <it@desk.example> het volgende geschreven:"],
  ["French, Gmail", "Le lun. 2 mars 2026 à 09:15, IT Desk <it@desk.example> a écrit :"],
  ["French, wrapped", "Le lun. 2 mars 2026 à 09:15, IT Desk <\nit@desk.example> a écrit :"],
  ["Spanish, Gmail", "El lun, 2 mar 2026 a las 9:15, IT Desk (<it@desk.example>) escribió:"],
  ["Catalan, Gmail", "Missatge de IT Desk <it@desk.example> del dia dl., 2 de març 2026 a les 9:15:"],
  ["Italian, Gmail", "Il giorno lun 2 mar 2026 alle ore 09:15 IT Desk <it@desk.example> ha scritto:"],
  ["Portuguese, Gmail", "IT Desk <it@desk.example> escreveu (segunda, 2/03/2026 à(s) 09:15):"],
  ["Brazilian, Gmail", "Em seg., 2 de mar. de 2026 às 09:15, IT Desk <it@desk.example> escreveu:"],
  ["Polish, Gmail", "pon., 2 mar 2026 o 09:15 IT Desk <it@desk.example> napisał(a):"],
  ["Polish, Thunderbird", "W dniu 2.03.2026 o 09:15, IT Desk pisze:"],
  ["Czech, Gmail", "po 2. 3. 2026 v 9:15 odesílatel IT Desk <it@desk.example> napsal:"],
  ["Slovak, Gmail", "po 2. 3. 2026 o 9:15 IT Desk <it@desk.example> napísal(a):"],
  ["Hungarian, Gmail", "IT Desk <it@desk.example> ezt írta (időpont: 2026. márc. 2., H, 9:15):"],
  ["Romanian, Gmail", "În lun., 2 mar. 2026 la 09:15, IT Desk <it@desk.example> a scris:"],
  ["Croatian, Gmail", "pon, 2. ožu 2026. u 09:15 IT Desk <it@desk.example> napisao je:"],
  ["Bulgarian, Gmail", "На пн, 2.03.2026 г. в 9:15 IT Desk <it@desk.example> написа:"],
  ["Russian, Gmail", "пн, 2 мар. 2026 г. в 09:15, IT Desk <it@desk.example>:"],
  ["Russian, Thunderbird", "02.03.2026 9:15, IT Desk пишет:"],
  ["Russian, mail.ru", "Понедельник, 2 марта 2026, 9:15 +03:00 от IT Desk <it@desk.example>:"],
  ["Ukrainian, Gmail", "пн, 2 бер. 2026 р. о 09:15 IT Desk <it@desk.example> пише:"],
  ["Greek, Gmail", "Στις Δευ 2 Μαρ 2026 στις 9:15 π.μ., ο χρήστης IT Desk <it@desk.example> έγραψε:"],
  ["Turkish, Gmail", "IT Desk <it@desk.example>, 2 Mar 2026 Pzt, 09:15 tarihinde şunu yazdı:"],
  ["Estonian, Gmail", "Kuupäev E, 2. märts 2026 kell 09:15 kirjutas IT Desk <it@desk.example>:"],
  ["Vietnamese, Gmail", "Vào Th 2, 2 thg 3, 2026 vào lúc 09:15 IT Desk <it@desk.example> đã viết:"],
  ["Indonesian, Gmail", "Pada tanggal Sen, 2 Mar 2026 pukul 09.15 IT Desk <it@desk.example> menulis:"],
  ["Japanese, Gmail", "2026年3月2日(月) 9:15 IT Desk <it@desk.example>:"],
  ["Japanese, Apple Mail", "2026/03/02 9:15、IT Desk <it@desk.example>のメール:"],
  ["Korean, Gmail", "2026년 3월 2일 (월) 오전 9:15, IT Desk <it@desk.example>님이 작성:"],
  ["Chinese, Gmail", "IT Desk <it@desk.example> 于2026年3月2日周一 09:15写道："],
  ["Chinese, Apple Mail", "在 2026年3月2日，09:15，IT Desk <it@desk.example> 写道："],
  ["Traditional Chinese, Gmail", "IT Desk <it@desk.example> 於 2026年3月2日 週一 上午9:15寫道："],
  [
    "Hebrew, Gmail",
    "\u202bבתאריך יום ב׳, 2 במרץ 2026 ב-9:15 מאת \u202aIT Desk\u202c\u200f <\u202ait@desk.example\u202c\u200f>:\u202c",
  ],
  ["GroupWise", '>>> "IT Desk" <it@desk.example> 02-03-2026 09:15 >>>'],
];

/** Names of headers: from, sent, to, subject. */
const HEADERS: [string, string, string, string, string][] = [
  ["English", "From", "Sent", "To", "Subject"],
  ["Danish", "Fra", "Sendt", "Til", "Emne"],
  ["Norwegian", "Fra", "Dato", "Til", "Emne"],
  ["Swedish", "Från", "Skickat", "Till", "Ämne"],
  ["Finnish", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"],
  ["German", "Von", "Gesendet", "An", "Betreff"],
  ["Dutch", "Van", "Verzonden", "Aan", "Onderwerp"],
  ["French", "De", "Envoyé", "À", "Objet"],
  ["French, Orange", "De", "Message du", "A", "Sujet"],
  ["Spanish", "De", "Enviado el", "Para", "Asunto"],
  ["Italian", "Da", "Inviato", "A", "Oggetto"],
  ["Portuguese", "De", "Enviada em", "Para", "Assunto"],
  ["Polish", "Od", "Wysłano", "Do", "Temat"],
  ["Czech", "Od", "Odesláno", "Komu", "Předmět"],
  ["Slovak", "Od", "Odoslané", "Komu", "Predmet"],
  ["Hungarian", "Feladó", "Elküldve", "Címzett", "Tárgy"],
  ["Romanian", "De la", "Trimis", "Către", "Subiect"],
  ["Croatian", "Šalje", "Poslano", "Prima", "Predmet"],
  ["Russian", "От", "Отправлено", "Кому", "Тема"],
  ["Ukrainian", "Від", "Надіслано", "Кому", "Тема"],
  ["Greek", "Από", "Στάλθηκε", "Προς", "Θέμα"],
  ["Turkish", "Kimden", "Gönderildi", "Kime", "Konu"],
  ["Vietnamese", "Từ", "Đã gửi", "Đến", "Chủ đề"],
  ["Indonesian", "Dari", "Dikirim", "Kepada", "Subjek"],
  ["Japanese", "差出人", "送信日時", "宛先", "件名"],
  ["Korean", "보낸 사람", "보낸 날짜", "받는 사람", "제목"],
  ["Chinese", "发件人", "发送时间", "收件人", "主题"],
  ["Traditional Chinese", "寄件者", "寄件日期", "收件者", "主旨"],
  ["Hebrew", "מאת", "נשלח", "אל", "נושא"],
];

const FORWARD_MARKS: [string, string][] = [
  ["Gmail, everywhere", "---------- Forwarded message ---------"],
  ["Thunderbird", "-------- Forwarded Message --------"],
  ["MailMate", "Forwarded message:"],
  ["Zoho", "============ Forwarded message ============"],
  ["Apple Mail", "Begin forwarded message:"],
  ["Apple Mail, Danish", "Start på videresendt besked:"],
  ["Thunderbird, Danish", "-------- Videresendt meddelelse --------"],
  ["Apple Mail, Norwegian", "Videresendt melding:"],
  ["Apple Mail, Swedish", "Vidarebefordrat mejl:"],
  ["Thunderbird, Swedish", "-------- Vidarebefordrat meddelande --------"],
  ["Apple Mail, Finnish", "Välitetty viesti alkaa:"],
  ["Yahoo, Finnish", "----- Edelleenlähetetty viesti -----"],
  ["Apple Mail, German", "Anfang der weitergeleiteten Nachricht:"],
  ["Thunderbird, German", "-------- Weitergeleitete Nachricht --------"],
  ["Apple Mail, Dutch", "Begin doorgestuurd bericht:"],
  ["Apple Mail, French", "Début du message réexpédié :"],
  ["Yahoo, French", "----- Message transmis -----"],
  ["Thunderbird, Spanish", "-------- Mensaje reenviado --------"],
  ["Apple Mail, Italian", "Inizio messaggio inoltrato:"],
  ["Thunderbird, Portuguese", "-------- Mensagem reencaminhada --------"],
  ["Thunderbird, Polish", "--- Treść przekazanej wiadomości ---"],
  ["Thunderbird, Czech", "-------- Přeposlaná zpráva --------"],
  ["Yahoo, Slovak", "----- Preposlaná správa -----"],
  ["Thunderbird, Hungarian", "-------- Továbbított üzenet --------"],
  ["Yahoo, Romanian", "----- Mesaj redirecționat -----"],
  ["Thunderbird, Croatian", "-------- Proslijeđena poruka --------"],
  ["Thunderbird, Russian", "-------- Перенаправленное сообщение --------"],
  ["Apple Mail, Ukrainian", "Початок листа, що пересилається:"],
  ["Thunderbird, Turkish", "-------- İletilen İleti --------"],
  ["HubSpot, Japanese", "---------- メッセージを転送 ---------"],
  ["Chinese", "---------- 转发的邮件 ----------"],
];

describe("a quote in the language of its program", () => {
  it.each(ATTRIBUTIONS)("is announced by %s", (_, attribution) => {
    const apart = answer(`It works now.\n\n${attribution}\n\nIs it working?\n\n#close`);
    expect(apart).toMatchObject({ newText: "It works now.", commandText: "It works now." });
    const below = answer(`${attribution}\n> Is it working?\n> #close\n\nNot yet.`);
    if (!attribution.startsWith(">>>")) expect(below.newText).toBe("Not yet.");
  });

  it.each(ATTRIBUTIONS)("is no forward below %s", (_, attribution) => {
    expect(answer(`Thanks\n\n${attribution}\n\nIs it working?`).forwarded).toBe(null);
  });

  it.each(HEADERS)("has %s headers", (_, from, sent, to, subject) => {
    const block = `${from}: IT Desk <it@desk.example>\n${sent}: 2/3/2026 09:15\n${to}: Anna Holm <anna@uni.example>\n${subject}: Printer`;
    expect(answer(`It works now.\n\n${block}\n\nIs it?\n\n#close`).newText).toBe("It works now.");
    const bold = block.replace(/^([^:]+):/gm, "*$1:*");
    expect(answer(`It works now.\n\n${bold}\n\nIs it?\n\n#close`).newText).toBe("It works now.");
    const apart = block.replace(/\n/g, "\n\n").replace(/:/, " :");
    expect(answer(`It works now.\n\n${apart}\n\nIs it?\n\n#close`).newText).toBe("It works now.");
  });

  it.each([
    "-----Original Message-----",
    "-----Oprindelig meddelelse-----",
    "-----Opprinnelig melding-----",
    "-----Ursprungligt meddelande-----",
    "-----Ursprüngliche Nachricht-----",
    "-----Oorspronkelijk bericht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Mensagem original-----",
    "-----Alkuperäinen viesti-----",
    "-----Oryginalna wiadomość-----",
    "-------- Původní zpráva --------",
    "-------- Pôvodná správa --------",
    "-----Eredeti üzenet-----",
    "-----Исходное сообщение-----",
    "-----Orijinal İleti-----",
    "-----原始邮件-----",
    "------------------ 原始邮件 ------------------",
    "----- Mail original -----",
  ])("begins at %s", (mark) => {
    expect(answer(`It works now.\n\n${mark}\nIs it?\n\n#close`)).toMatchObject({
      newText: "It works now.",
      forwarded: null,
    });
  });

  it.each([
    "##- Please type your reply above this line -##",
    "--- Reply above this line ---",
    "=-=-=-= Please reply above this line =-=-=-=",
    "Please reply above this line",
    "--- Skriv dit svar over denne linje ---",
    "--- Bitte antworten Sie oberhalb dieser Zeile ---",
    "-- Antwoord boven deze lijn --",
    "--- Répondez au-dessus de cette ligne ---",
    "--- Responda por encima de esta línea ---",
  ])("begins below another desk's %s", (line) => {
    expect(answer(`It works now.\n\n${line}\n\nIs it?\n\n#close`).newText).toBe("It works now.");
  });

  it.each([
    "I wrote it above this line",
    "The paper jams above this line:",
    "The name stands above this line in the form, and the printer prints it",
  ])("does not begin at words such as: %s", (line) => {
    expect(answer(`Hi\n${line}\nand it stops.`).newText).toBe(`Hi\n${line}\nand it stops.`);
  });

  it.each([
    "Best regards,",
    "Venlig hilsen",
    "Med vänlig hälsning",
    "Mit freundlichen Grüßen",
    "Met vriendelijke groet,",
    "Cordialement,",
    "Bien à vous,",
    "Un saludo,",
    "Cordiali saluti",
    "Atenciosamente,",
    "Melhores cumprimentos,",
    "Pozdrawiam serdecznie,",
    "S pozdravem",
    "Ystävällisin terveisin",
    "Üdvözlettel,",
    "С уважением,",
    "З повагою,",
    "Saygılarımla,",
    "Με εκτίμηση,",
    "Trân trọng,",
    "בברכה,",
    "此致",
  ])("stands below the farewell %s", (farewell) => {
    expect(answer(`It works now.\n\n${farewell}\nAnna Holm\n\n> Is it?\n> Really?`)).toMatchObject({
      newText: "It works now.",
      signature: `${farewell}\nAnna Holm`,
    });
  });

  it.each([
    "Sent from my iPhone",
    "Sent from Mail for Windows",
    "Sent via BlackBerry by AT&T",
    "Get Outlook for Android<https://aka.ms/x>",
    "Sendt fra min iPhone",
    "Skickat från min iPhone",
    "Lähetetty iPhonesta",
    "Von meinem iPhone gesendet",
    "Gesendet von Mail für Windows 10",
    "Verstuurd vanaf mijn iPhone",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Wysłane z iPhone’a",
    "Odesláno z iPhonu",
    "Odoslané z iPhonu",
    "Elküldve az iPhone-omról",
    "Trimis de pe iPhone",
    "Отправлено с iPhone",
    "Надіслано з iPhone",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "Gửi từ iPhone của tôi",
    "发自我的 iPhone",
    "從我的 iPhone 傳送",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
  ])("stands below the telephone's own %s", (line) => {
    expect(answer(`It works now.\n\n${line}\n\n> Is it?`)).toMatchObject({
      newText: "It works now.",
      signature: line,
    });
  });
});

describe("a forwarded message in the language of its program", () => {
  const BLOCKS = HEADERS.slice(0, 22);

  it.each(FORWARD_MARKS)("is read below the mark of %s", (_, mark) => {
    const text = `Can you help him?\n\n${mark}\n\nFrom: Bo Ek <bo@uni.example>\nDate: Mon, 2 Mar 2026 at 09:15\nSubject: No sound\nTo: <anna@uni.example>\n\nMy speaker is silent.\n\n#close`;
    expect(takeApart(aMail({ text, subject: "Fwd: No sound" }))).toMatchObject({
      newText: "Can you help him?",
      forwarded: {
        from: "bo@uni.example",
        fromName: "Bo Ek",
        subject: "No sound",
        body: "My speaker is silent.\n\n#close",
      },
    });
    const quoted = text.replace(/^(?=(?:From|Date|Subject|To|My|#|$)).*/gm, (line) => `> ${line}`.trim());
    expect(takeApart(aMail({ text: quoted, subject: "Fwd: No sound" })).forwarded).toMatchObject({
      from: "bo@uni.example",
      body: "My speaker is silent.\n\n#close",
    });
  });

  it.each(BLOCKS)("is read from %s headers alone, by the subject", (_, from, sent, to, subject) => {
    const text = `Can you help him?\n\n${from}: Bo Ek <bo@uni.example>\n${sent}: 2/3/2026 09:15\n${to}: anna@uni.example\n${subject}: No sound\n\nMy speaker is silent.`;
    for (const prefix of ["FW", "Fwd", "WG", "TR", "RV", "VS", "VB", "PD", "ENC", "I", "VL"]) {
      expect(takeApart(aMail({ text, subject: `${prefix}: No sound` })).forwarded, prefix).toEqual({
        from: "bo@uni.example",
        fromName: "Bo Ek",
        subject: "No sound",
        body: "My speaker is silent.",
      });
    }
    expect(takeApart(aMail({ text, subject: "Re: No sound" })).forwarded).toBe(null);
  });

  it.each([
    ["English", 'On 02/03/2026 09:15:10, "Bo Ek" <bo@uni.example> wrote:'],
    ["Danish", 'Den 02/03/2026 09.15.10 skrev "Bo Ek" <bo@uni.example>:'],
    ["German", 'Am 02.03.2026 09:15:10 schrieb "Bo Ek" <bo@uni.example>:'],
    ["French", "Le 02/03/2026 09:15:10, « Bo Ek » <bo@uni.example> a écrit :"],
    ["Dutch", "Op 02-03-2026 09:15:10 heeft Bo Ek <bo@uni.example> geschreven:"],
    ["Finnish", "Bo Ek <bo@uni.example> kirjoitti 2.3.2026 9.15:"],
    ["Polish", "Dnia 02.03.2026 09:15:10 „Bo Ek” <bo@uni.example> napisał:"],
    ["Hungarian", "2026.03.02 09:15:10 időpontban Bo Ek <bo@uni.example> ezt írta:"],
    ["Turkish", '"Bo Ek" <bo@uni.example>, 02.03.2026 09:15 tarihinde şunu yazdı:'],
    ["Russian", '02.03.2026 09:15:10 пользователь "Bo Ek" <bo@uni.example> написал:'],
  ])("is read from an attribution, as Outlook 2019 writes it: %s", (_, attribution) => {
    const text = `Can you help him?\n\n${attribution}\n\n    My speaker is silent.\n\n    Bo`;
    expect(takeApart(aMail({ text, subject: "FW: No sound" }))).toMatchObject({
      newText: "Can you help him?",
      forwarded: {
        from: "bo@uni.example",
        fromName: "Bo Ek",
        subject: "No sound",
        body: "My speaker is silent.\n\nBo",
      },
    });
  });

  it.each([
    ["an address alone", "bo@uni.example", "bo@uni.example", null],
    ["brackets alone", "<bo@uni.example>", "bo@uni.example", null],
    ["the address twice", "bo@uni.example <bo@uni.example>", "bo@uni.example", null],
    ["a link", "Bo Ek <bo@uni.example<mailto:bo@uni.example>>", "bo@uni.example", "Bo Ek"],
    ["an old link", "Bo Ek [mailto:bo@uni.example]", "bo@uni.example", "Bo Ek"],
    ["quotation marks", "\"'Bo Ek'\" <bo@uni.example>", "bo@uni.example", "Bo Ek"],
    ["a comma", '"Ek, Bo" <bo@uni.example>', "bo@uni.example", "Ek, Bo"],
    ["a name alone", "Bo Ek", null, "Bo Ek"],
    ["parentheses", "Bo Ek (bo@uni.example)", "bo@uni.example", "Bo Ek"],
  ])("names its sender by %s", (_, value, from, fromName) => {
    const text = `---------- Forwarded message ---------\nFrom: ${value}\nDate: Mon, 2 Mar 2026\nSubject: No sound\n\nHi`;
    expect(takeApart(aMail({ text, subject: "Fwd: No sound" })).forwarded).toMatchObject({ from, fromName });
  });

  it.each([
    [
      "the address on a line of its own",
      "From: Bo Ek\n<bo@uni.example>\nSent: Monday, 2 March 2026 09:15\nTo: Anna\nSubject: No sound",
    ],
    [
      "a subject of two lines",
      "From: Bo Ek <bo@uni.example>\nDate: Mon, 2 Mar 2026\nSubject: No\nsound\nTo: anna@uni.example",
    ],
    [
      "many recipients",
      "From: Bo Ek <bo@uni.example>\nSent: 2 March 2026\nTo: Anna Holm <anna@uni.example>;\nMike Lund <mike@uni.example>;\nLea Berg <lea@uni.example>\nCc: Tom <tom@uni.example>\nSubject: No sound",
    ],
    [
      "one line for all",
      "From: Bo Ek <bo@uni.example> To: Anna <anna@uni.example> Sent: Monday, 2 March 2026 at 09:15 Subject: No sound",
    ],
    [
      "other headers among them",
      "From: Bo Ek <bo@uni.example>\nSent: 2 March 2026\nTo: Anna\nSubject: No sound\nImportance: High\nAttachments: a.txt",
    ],
  ])("has headers with %s", (_, block) => {
    const text = `---------- Forwarded message ---------\n${block}\n\nMy speaker is silent.`;
    expect(takeApart(aMail({ text, subject: "Fwd: No sound" })).forwarded).toEqual({
      from: "bo@uni.example",
      fromName: "Bo Ek",
      subject: "No sound",
      body: "My speaker is silent.",
    });
  });

  it("keeps a forward that stands inside it", () => {
    const inner = "---------- Forwarded message ---------\nFrom: Cy <cy@uni.example>\nSubject: Deep\n\nHelp";
    const text = `See both\n\n---------- Forwarded message ---------\nFrom: Bo <bo@uni.example>\nSubject: Outer\n\nPlease\n\n${inner}`;
    const { forwarded, newText } = takeApart(aMail({ text, subject: "Fwd: Outer" }));
    expect(newText).toBe("See both");
    expect(forwarded).toMatchObject({ from: "bo@uni.example", subject: "Outer" });
    expect(forwarded?.body).toBe(`Please\n\n${inner}`);
  });

  it("is none where an answer quotes one", () => {
    const text =
      "Thanks\n\nOn 2 Mar 2026 at 09:15, Bo <bo@uni.example> wrote:\n> FYI\n> ---------- Forwarded message ---------\n> From: Cy <cy@uni.example>\n> Help";
    expect(answer(text)).toMatchObject({ newText: "Thanks", forwarded: null });
  });
});
