// The peer's desk: so many documents are there already; measured is how long replicating them takes, each way.
//   node client.js ADAPTER FOLDER URL DOCUMENTS BATCH TEXT_LENGTH
const http = require("http");
const PouchDB = require("pouchdb").plugin(require("pouchdb-adapter-memory"));

const [adapter, folder, url, documents, batch, length] = process.argv.slice(2);
const Store = PouchDB.defaults(adapter === "memory" ? { adapter } : { prefix: folder + "/" });

function serverCpu() {
  return new Promise((resolve, reject) => {
    http.get(url + "/_cpu", (response) => {
      let text = "";
      response.on("data", (part) => (text += part)).on("end", () => resolve(JSON.parse(text)));
    }).on("error", reject);
  });
}

async function measured(work) {
  const before = [process.cpuUsage(), await serverCpu()];
  const began = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const after = [process.cpuUsage(), await serverCpu()];
  const [client, server] = [0, 1].map((i) => (after[i].user + after[i].system - before[i].user - before[i].system) / 1e3);
  return { seconds, per_s: documents / seconds, client_cpu_ms: client / documents, server_cpu_ms: server / documents };
}

(async () => {
  const mine = new Store("desk-a");
  const made = [];
  for (let n = 0; n < Number(documents); n++) {
    made.push({
      _id: `note:${String(n).padStart(8, "0")}`,
      ticket_id: `ticket:${n % 200}`, author_id: "agent-1", is_public: false, version: 1,
      written_at: new Date(1.79e12 + n * 1000).toISOString(),
      text: `${n} `.padEnd(Number(length), "The pump was worn on the last visit. "),
    });
  }
  for (let n = 0; n < made.length; n += 1000) await mine.bulkDocs(made.slice(n, n + 1000));
  const options = { batch_size: Number(batch) };
  // Not of the desk's own kind: with the memory adapter as a default, an address would name a store in memory.
  const remote = new PouchDB(url + "/store");
  const push = await measured(() => mine.replicate.to(remote, options));
  const theirs = new Store("desk-b");
  const pull = await measured(() => theirs.replicate.from(remote, options));
  const held = (await theirs.info()).doc_count;
  if (held !== Number(documents)) throw new Error(`the second desk holds ${held} documents`);
  console.log(JSON.stringify({ push, pull }));
  process.exit(0);
})().catch((error) => { console.error(error); process.exit(1); });
