/** Debian's dovecot 2.3 as a test server: own configuration, ports and folder each time, as root or not; gone after `stop()`. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { TEST_CERTIFICATE, TEST_KEY } from "./certificate.ts";
import { createMailServer, type MailServer, type MailServerOptions } from "./imap-mailbox.ts";

export interface DovecotOptions extends MailServerOptions {
  /** Where access tokens are looked up (RFC 7662, token in the Authorization header); turns XOAUTH2 on. */
  introspectionUrl?: string;
  /** Abilities that the server does not announce, such as MOVE, UIDPLUS or IDLE. */
  without?: string[];
  /** User → folder → the access rights everybody has there (RFC 4314 letters); others keep all. */
  rights?: Record<string, Record<string, string>>;
}

export interface Dovecot extends MailServer {
  /** Ends every connection and comes back on the same ports with the same mail. */
  restart(): Promise<void>;
  /** Ends every connection and stays away until `resume()`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** What the server logged so far. */
  log(): Promise<string>;
  /** The folder on disk that holds a user's Maildir, for doing harm to it. */
  maildir(user: string): string;
  /** Replaces the rights on one folder; for servers started with `rights`. */
  grant(user: string, folder: string, rights: string): Promise<void>;
}

const CAPABILITIES =
  "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT THREAD=REFERENCES MULTIAPPEND UNSELECT CHILDREN " +
  "NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH " +
  "LIST-STATUS BINARY MOVE SPECIAL-USE LITERAL+";

/** Mail belongs to nobody when the server runs as root: dovecot serves no mail as root. */
const NOBODY = 65_534;

/** The dovecot 2.3 on this machine, or null; 2.4 reads another configuration language. Throws where DESKPOST_REQUIRE_SERVERS=1 says that it must be there. */
export function findDovecot(): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  for (const folder of folders) {
    const path = join(folder, "dovecot");
    try {
      accessSync(path, constants.X_OK);
      if (execFileSync(path, ["--version"], { encoding: "utf8" }).startsWith("2.3.")) return path;
    } catch {
      // Not in this folder.
    }
  }
  if (process.env.DESKPOST_REQUIRE_SERVERS === "1") {
    throw new Error("DESKPOST_REQUIRE_SERVERS=1, but there is no dovecot 2.3 on the PATH");
  }
  return null;
}

/** Starts a dovecot with empty mailboxes. Throws with the server's log when it does not come up. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const binary = findDovecot();
  if (binary === null) throw new Error("dovecot 2.3 is not installed");
  const folder = await mkdtemp(join(tmpdir(), "deskpost-dovecot-"));
  const [port, tlsPort] = await freePorts();
  await writeFiles(folder, options, port, tlsPort);
  let running: ChildProcess | null = await launch(binary, folder, port);
  const halt = async () => {
    if (running !== null) await terminate(running);
    running = null;
  };
  const resume = async () => {
    running = await launch(binary, folder, port);
  };
  const server = createMailServer(
    "dovecot",
    { host: "127.0.0.1", port, tlsPort },
    options.users,
    async () => {
      await halt();
      await rm(folder, { recursive: true, force: true });
    },
  );
  return {
    ...server,
    pause: halt,
    resume,
    restart: async () => {
      await halt();
      await resume();
    },
    log: () => readFile(join(folder, "dovecot.log"), "utf8"),
    grant: (user, name, rights) =>
      writeRights(folder, { ...options.rights, [user]: { ...options.rights?.[user], [name]: rights } }),
    maildir: (user) => join(folder, "mail", user, "Maildir"),
  };
}

async function writeFiles(
  folder: string,
  options: DovecotOptions,
  port: number,
  tlsPort: number,
): Promise<void> {
  const root = process.getuid?.() === 0;
  await chmod(folder, 0o755);
  await mkdir(join(folder, "mail"));
  await mkdir(join(folder, "acl"), { mode: 0o755 });
  if (root) await chown(join(folder, "mail"), NOBODY, NOBODY);
  const users = Object.entries(options.users).map(([user, password]) => `${user}:{PLAIN}${password}`);
  await writeFile(join(folder, "users"), `${users.join("\n")}\n`);
  await writeFile(join(folder, "cert.pem"), TEST_CERTIFICATE);
  await writeFile(join(folder, "key.pem"), TEST_KEY);
  await writeRights(folder, options.rights ?? {});
  await writeFile(
    join(folder, "oauth2.conf"),
    `introspection_mode = auth\nintrospection_url = ${options.introspectionUrl ?? "http://127.0.0.1:1/"}\n` +
      "username_attribute = username\nactive_attribute = active\nactive_value = true\n",
  );
  await writeFile(join(folder, "dovecot.conf"), configuration(folder, options, port, tlsPort, root));
}

async function writeRights(folder: string, rights: NonNullable<DovecotOptions["rights"]>): Promise<void> {
  const grants = Object.entries(rights).flatMap(([user, folders]) =>
    Object.entries(folders).map(([name, letters]) => `${name} user=${user} ${letters}`),
  );
  await writeFile(join(folder, "acl", "rights"), `${grants.join("\n")}\n`);
}

function configuration(
  folder: string,
  options: DovecotOptions,
  port: number,
  tlsPort: number,
  root: boolean,
): string {
  const me = userInfo();
  const [internal, login, group] = root
    ? ["dovecot", "dovenull", "dovecot"]
    : [me.username, me.username, execFileSync("id", ["-gn"], { encoding: "utf8" }).trim()];
  const [mailUid, mailGid] = root ? [NOBODY, NOBODY] : [me.uid, me.gid];
  const announced = CAPABILITIES.split(" ").filter((word) => !(options.without ?? []).includes(word));
  const oauth = options.introspectionUrl !== undefined;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = ${internal}
default_internal_group = ${group}
default_login_user = ${login}
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%u/Maildir
mail_fsync = never
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login${oauth ? " xoauth2 oauthbearer" : ""}
auth_failure_delay = 0
imap_capability = ${announced.join(" ")}
${options.rights ? `mail_plugins = acl\nplugin {\n  acl = vfile:${folder}/acl/rights:cache_secs=0\n}\n` : ""}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%u ${folder}/users
}
${oauth ? `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${folder}/oauth2.conf\n}` : ""}
userdb {
  driver = static
  args = uid=${mailUid} gid=${mailGid} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
  # Otherwise a refused login holds up the next ones from this address by seconds.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
}

/** Ends the whole group when dovecot ends, or when whoever started it does, however abruptly: then standard input closes. */
const LEASH = '("$0" -F -c "$1" </dev/null; kill -9 0) & cat >/dev/null; kill -9 0';

async function launch(binary: string, folder: string, port: number): Promise<ChildProcess> {
  // The one before was killed; where nobody reaps it, dovecot takes the dead process for a running one.
  await rm(join(folder, "run", "master.pid"), { force: true });
  const child = spawn("sh", ["-c", LEASH, binary, join(folder, "dovecot.conf")], {
    stdio: ["pipe", "ignore", "pipe"],
    // A process group of its own: the processes that serve connections outlive their master.
    detached: true,
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const deadline = Date.now() + 20_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (await greets(port)) return child;
    await delay(20);
  }
  await terminate(child);
  const log = await readFile(join(folder, "dovecot.log"), "utf8").catch(() => "");
  throw new Error(`dovecot did not come up: ${said}${log}`);
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    const answer = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(5000, () => answer(false));
    socket.once("error", () => answer(false));
    socket.once("close", () => resolve(false));
    socket.once("data", () => answer(true));
  });
}

async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Only when all that hold standard error are gone, dovecot's master among them, are the ports free again.
  const gone = new Promise((resolve) => child.once("close", resolve));
  killGroup(child);
  await gone;
}

/** All at once, as when the power fails; nothing in a test depends on a farewell. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** Both are held at once, so they differ; somebody else may still take one before dovecot does, then the start fails loudly. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
