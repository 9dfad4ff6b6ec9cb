/** The story that the demo plays: one case from a worried mail to a thank-you, by way of a solution that did not hold. */
import type { ParsedMail } from "../domain/message.ts";
import type { MailHost } from "./mail-host.ts";
import { ANNA, DESK, SOFIE } from "./people.ts";
import { createPlayer } from "./player.ts";

const mentions = (words: string) => (mail: ParsedMail) =>
  mail.text.toLowerCase().includes(words.toLowerCase());
const any = () => true;

/** Plays it through; `chapter` is called at each turn. Rejects when the desk keeps somebody waiting for half a minute. */
export async function playStory(host: MailHost, chapter: (title: string) => void): Promise<void> {
  const sofie = createPlayer(SOFIE, host);
  const anna = createPlayer(ANNA, host);

  chapter("Sofie needs help");
  await sofie.write(
    DESK.address,
    "Printer on the second floor",
    "Hi,\n\nThe printer on the second floor takes my jobs, but nothing comes out. I have an exam sheet to print for tomorrow.\n\nBest regards\nSofie Berg\nDepartment of History",
  );
  await sofie.awaitMail("the acknowledgement", any);
  await anna.awaitMail("the new case", any);

  chapter("Anna takes the case from her phone");
  await anna.answer("#take\n#priority 3\n#category Hardware/Printer");
  await anna.awaitMail("the receipt", mentions("#take"));

  chapter("Anna asks back");
  await anna.answer(
    "Hi Sofie,\n\nThere are two printers up there. Is yours the one by the lift or the one in room 2.14?\n\n#wait user",
  );
  await sofie.awaitMail("the question", mentions("by the lift"));
  await anna.awaitMail("the receipt", mentions("#wait"));
  await sofie.answer("The one by the lift.");
  await anna.awaitMail("Sofie's answer", mentions("The one by the lift."));

  chapter("Anna solves it");
  await anna.answer(
    "A sheet was stuck behind the rear cover. I have taken it out and printed a test page.\n\n#resolve\n#time 20m",
  );
  await sofie.awaitMail("the solution", mentions("rear cover"));
  await anna.awaitMail("the receipt", mentions("#resolve"));

  chapter("It did not hold: Sofie simply answers");
  await sofie.answer("Thank you, but it is stuck again after two pages.");
  await sofie.awaitMail("word that the case is open again", any);
  await anna.awaitMail("Sofie's answer", mentions("stuck again"));

  chapter("Second try");
  await anna.answer(
    "The roller was worn. I have put in a new one and printed fifty pages without a jam.\n\n#resolve\n#time 40m",
  );
  await sofie.awaitMail("the solution", mentions("roller"));
  await anna.awaitMail("the receipt", mentions("#resolve"));
  await sofie.answer("Yes, it works now. Thank you!");
  await sofie.awaitMail("the farewell", any);
  await anna.awaitMail("Sofie's thanks", mentions("it works now"));
  await sofie.answer("5");
  await anna.awaitMail("the rating", any);
}
