/** A mailbox as a help desk finds it on a Monday: first mails, answers to them, and every third mail with something attached. */
import { createHash } from "node:crypto";
import { type Letter, letter } from "../support/letters.ts";

export interface GeneratedMailbox {
  mails: Buffer[];
  /** How many cases they must make. */
  conversations: number;
}

const TROUBLES = [
  "The printer on the second floor takes my jobs, but nothing comes out, and the display says error 13.2.",
  "I cannot sign in to the portal since this morning; it says that my account is locked, though I changed nothing.",
  "The beamer in the lecture hall stays dark. There is a lecture at ten, so it would be good to have somebody look.",
  "My laptop loses the wireless network whenever I walk from the library to the canteen.",
  "Could you please install the statistics package on the machines in the lab by next Wednesday?",
];

const ROOMS = "library canteen workshop archive gym chapel studio hall office cellar attic greenhouse".split(
  " ",
);
const THINGS = "screen door window desk lamp cabinet sink stove piano shelf clock stairs".split(" ");
const WHO = "Ida Ole Mia Jens Eva Kim Lone Per Rie Tom Una Viggo".split(" ");
const WHEN = "dawn noon dusk breakfast lunch supper midnight sunrise teatime closing opening recess".split(
  " ",
);

/** People describe their trouble in words of their own; the desk takes those that write alike for a machine. */
function ownWords(at: number): string {
  const word = (words: string[], place: number) => words[Math.floor(at / 12 ** place) % 12] ?? "";
  return `It stands in the ${word(ROOMS, 0)} beside the ${word(THINGS, 1)}, and ${word(WHO, 2)} saw it at ${word(WHEN, 3)}.`;
}

/** `size` mails, the same ones each time: two of three open a conversation, one of three answers the one before. */
export async function generateMailbox(size: number): Promise<GeneratedMailbox> {
  const mails: Buffer[] = [];
  // However many mails there are, nobody writes so many within the hour that the desk falls silent.
  const people = Math.max(1_000, Math.ceil(size / 3));
  let conversations = 0;
  let opened = { id: "", person: 0 };
  for (let at = 0; at < size; at += 1) {
    const answers = at % 3 === 2;
    if (!answers) {
      conversations += 1;
      opened = { id: `bench-${at}@uni.example`, person: at % people };
    }
    mails.push(await letter(mailNumber(at, opened, answers)));
  }
  return { mails, conversations };
}

function mailNumber(at: number, opened: { id: string; person: number }, answers: boolean): Letter {
  const person = `person${opened.person}@staff.desk.example`;
  const trouble = TROUBLES[at % TROUBLES.length] ?? "";
  const attachments = at % 3 === 0 ? [{ filename: `screen-${at}.png`, content: noise(at, 40_000) }] : [];
  const common = {
    from: `Person ${opened.person} <${person}>`,
    date: new Date(1_790_000_000_000 + at * 60_000),
    attachments,
  };
  if (!answers) {
    return {
      ...common,
      subject: `Trouble number ${at}`,
      text: `Hello,\n\n${trouble} ${ownWords(at)}\n\nThank you very much\nPerson ${opened.person}\nInstitute of Examples\n`,
      messageId: opened.id,
    };
  }
  return {
    ...common,
    subject: `Re: Trouble number ${at}`,
    text: `One more thing about machine ${at}: it also beeps.\n\nOn Monday, Person ${opened.person} wrote:\n> Hello,\n>\n> ${trouble}\n`,
    inReplyTo: opened.id,
    references: [opened.id],
  };
}

/** Bytes that do not compress, the same for the same seed. */
function noise(seed: number, size: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at * 64 < size; at += 1)
    blocks.push(createHash("sha512").update(`${seed}-${at}`).digest());
  return Buffer.concat(blocks).subarray(0, size);
}
