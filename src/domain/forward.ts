/** `#forward ADDRESS`: the request goes to somebody outside, who becomes no participant; their answer comes back as a third party's. */
import { type Action, done, refuse } from "./command-run.ts";
import { usableAddress } from "./outside.ts";
import { say } from "./receipt-words.ts";

export const forward: Action = (run, command) => {
  const address = usableAddress(run, command.value ?? "");
  if (typeof address !== "string") return address;
  if (run.caseFacts === null) return refuse(run, "new_case_only", "new_case_only");
  const request = run.caseFacts.lastUserMessageId;
  run.draft.decision.owe({
    notice: "forwarded",
    data: { words: run.text, by: run.agent.name },
    case: run.draft.ref,
    mailbox: run.draft.case.mailbox,
    message: request,
    notBefore: null,
    to: { address, name: null },
    audience: "user",
    language: run.draft.case.language,
  });
  // Only what the requester sent goes along.
  if (run.facts.mail.attachments.some((one) => !one.inline))
    run.remarks.push(say(run.language, "files_stay"));
  return done(run, "forwarded", { address });
};
