/** A TCP relay on loopback that a test can cut, silence or close: the network between the desk and a server. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  port: number;
  /** Ends every connection with a RST. */
  reset(): void;
  /** Takes bytes and lets none through, as a host does that lost its power; until `speak`. */
  silence(): void;
  speak(): void;
  /** Refuses new connections and resets the others, until `open`. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.on("data", (bytes) => silent || far.write(bytes));
    far.on("data", (bytes) => silent || near.write(bytes));
    for (const socket of pair) {
      socket.on("error", () => {});
      socket.on("close", () => {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      });
    }
  });
  const listen = (port: number) =>
    new Promise<void>((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  const reset = () => {
    for (const [near] of pairs) near.resetAndDestroy();
  };
  const shut = () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    reset();
    return closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    reset,
    silence: () => {
      silent = true;
    },
    speak: () => {
      silent = false;
    },
    shut,
    open: () => listen(port),
    close: async () => {
      if (server.listening) await shut();
    },
  };
}
