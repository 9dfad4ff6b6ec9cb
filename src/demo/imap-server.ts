/**
 * An IMAP server inside this process, for the demo and for tests where no dovecot is installed: mail lives in memory, each user
 * has folders of his own, nothing is encrypted, and it listens on loopback only.
 */
import type { AddressInfo, Socket } from "node:net";
import hoodiecrow, { type HoodiecrowConnection, type HoodiecrowServer } from "hoodiecrow-imap";

export interface ImapServer {
  host: "127.0.0.1";
  port: number;
  /** Puts a mail into a folder as if it had just arrived; the folder is made when missing. Answers the mail's UID. */
  deliver(user: string, folder: string, raw: Buffer): number;
  stop(): Promise<void>;
}

export interface ImapServerOptions {
  /** User → password. */
  users: Record<string, string>;
  /** Default: a free port. */
  port?: number;
}

const PLUGINS = ["IDLE", "UIDPLUS", "MOVE", "UNSELECT", "SPECIAL-USE"];

/** Starts the server. Rejects with the system's error when the port is taken. */
export async function startImapServer(options: ImapServerOptions): Promise<ImapServer> {
  const users = Object.entries(options.users);
  const homes = new Map(users.map(([user]) => [user, createHome()]));
  const front = hoodiecrow({
    users: Object.fromEntries(users.map(([user, password]) => [user, { password }])),
    plugins: PLUGINS,
  });
  leadEachToHisHome(front, homes);
  const sockets = new Set<Socket>();
  front.server.on("connection", (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    front.server.once("error", reject);
    front.server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    host: "127.0.0.1",
    port: (front.server.address() as AddressInfo).port,
    deliver(user, folder, raw) {
      const home = homes.get(user);
      if (home === undefined) throw new Error(`the demo mail server has no user ${user}`);
      if (home.getMailbox(folder) === undefined) home.createMailbox(folder);
      return home.appendMessage(folder, [], new Date(), raw.toString("binary")).message.uid;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => front.server.close(resolve));
    },
  };
}

function createHome(): HoodiecrowServer {
  // A new life gives its UIDs anew, so it needs a UIDVALIDITY of its own (RFC 3501 2.3.1.1).
  const uidvalidity = Math.floor(Date.now() / 1000);
  const home = hoodiecrow({
    plugins: PLUGINS,
    storage: {
      INBOX: { uidvalidity },
      "": { separator: "/", folders: { Sent: { uidvalidity, "special-use": "\\Sent" } } },
    },
  });
  endIdleWithItsConnection(home);
  return home;
}

/** hoodiecrow gives all users the same folders; a connection that has logged in is therefore handed to its user's own server. */
function leadEachToHisHome(front: HoodiecrowServer, homes: Map<string, HoodiecrowServer>): void {
  const login = front.getCommandHandler("LOGIN");
  front.setCommandHandler("LOGIN", (connection, parsed, data, callback) => {
    login(connection, parsed, data, () => {
      const home = homes.get(parsed.attributes?.[0]?.value ?? "");
      if (connection.state === "Authenticated" && home !== undefined) handOver(connection, home);
      callback();
    });
  });
}

function handOver(connection: HoodiecrowConnection, home: HoodiecrowServer): void {
  connection.server.removeListener("notify", connection._notificationCallback);
  connection.server = home;
  home.on("notify", connection._notificationCallback);
}

/** Otherwise an IDLE whose client vanished keeps its timer, and the process, for half an hour. */
function endIdleWithItsConnection(home: HoodiecrowServer): void {
  const idle = home.getCommandHandler("IDLE");
  const watched = new WeakSet<object>();
  home.setCommandHandler("IDLE", (connection, parsed, data, callback) => {
    const { socket } = connection;
    if (socket && !watched.has(socket)) {
      watched.add(socket);
      socket.once("close", () => {
        if (connection.inputHandler) connection.inputHandler("DONE");
      });
    }
    idle(connection, parsed, data, callback);
  });
}
