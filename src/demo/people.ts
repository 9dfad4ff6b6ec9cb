/** Who plays in the demo, and the desk that they play with. */
import { HOST_ID, type MailUser } from "./mail-host.ts";

export interface Person extends MailUser {
  name: string;
  address: string;
}

function person(login: string, name: string, address: string): Person {
  return { login, password: "demo", name, address, addresses: [address] };
}

export const SOFIE = person("sofie", "Sofie Berg", "sofie.berg@uni.example");
export const ANNA = person("anna", "Anna Holm", "anna@desk.example");
const MIKE = person("mike", "Mike Lund", "mike@desk.example");
/** Whoever watches the demo and tries the desk by hand. */
export const YOU = person("you", "You", "you@home.example");
export const DESK = person("helpdesk", "IT Helpdesk", "helpdesk@desk.example");

export const PEOPLE = [SOFIE, ANNA, MIKE, YOU, DESK];

/** The demo's desk.yaml. */
export function demoDesk(imapPort: number, smtpPort: number): string {
  return `# The desk of \`deskpost demo\`. Yours starts with: deskpost init
desk:
  name: ${DESK.name}
  address: ${DESK.address}
  language: en
  timeZone: Europe/Copenhagen
  firstResponse: 4h
mailboxes:
  - name: helpdesk
    address: ${DESK.address}
    replyAddress: plus
    team: servicedesk
    imap: { host: 127.0.0.1, port: ${imapPort}, tls: false, user: ${DESK.login} }
    afterAccept: { move: Processed }
    pollSeconds: 2
    authentication: { rfc8601: ${HOST_ID} }
smtp: { host: 127.0.0.1, port: ${smtpPort}, tls: false, user: ${DESK.login} }
proof: strict
teams:
  - { name: servicedesk, title: Service Desk, lead: ${ANNA.address}, members: [${ANNA.address}, ${MIKE.address}] }
agents:
  - { address: ${ANNA.address}, name: ${ANNA.name} }
  - { address: ${MIKE.address}, name: ${MIKE.name} }
categories: [Hardware/Printer, Hardware/Computer, Network/Wi-Fi, Software/Office]
calendars:
  - { name: office, hours: { mon-fri: "08:00-16:00" }, holidays: DK }
`;
}
