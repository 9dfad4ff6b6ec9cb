/** The part of hoodiecrow-imap (which ships no types) that imap-server.ts uses. */
declare module "hoodiecrow-imap" {
  import type { EventEmitter } from "node:events";
  import type { Server, Socket } from "node:net";

  export interface HoodiecrowCommand {
    tag: string;
    command: string;
    attributes?: { type: string; value: string }[];
  }

  export interface HoodiecrowConnection {
    server: HoodiecrowServer;
    /** Null once the connection is closed. */
    socket: Socket | null;
    state: "Not Authenticated" | "Authenticated" | "Selected" | "Logout";
    /** Reads the next line while a command such as IDLE waits for one. */
    inputHandler: ((line: string) => void) | false;
    /** Listens on the server's `notify`. */
    _notificationCallback: (notification: unknown) => void;
  }

  export type HoodiecrowHandler = (
    connection: HoodiecrowConnection,
    parsed: HoodiecrowCommand,
    data: string,
    callback: () => void,
  ) => void;

  export interface HoodiecrowServer extends EventEmitter {
    readonly server: Server;
    getMailbox(path: string): object | undefined;
    createMailbox(path: string, mailbox?: object): void;
    appendMessage(path: string, flags: string[], at: Date, raw: string): { message: { uid: number } };
    getCommandHandler(command: string): HoodiecrowHandler;
    setCommandHandler(command: string, handler: HoodiecrowHandler): void;
  }

  export interface HoodiecrowOptions {
    users?: Record<string, { password: string }>;
    plugins?: string[];
    storage?: Record<string, object>;
    /** Read from files of the package when left out. */
    credentials?: object;
  }

  export default function hoodiecrow(options: HoodiecrowOptions): HoodiecrowServer;
}
