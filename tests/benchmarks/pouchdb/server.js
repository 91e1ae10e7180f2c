// The peer's store: express-pouchdb on 127.0.0.1. Says {"listening": port}, and at /_cpu what it has used so far.
//   node server.js ADAPTER FOLDER
const express = require("express");
const PouchDB = require("pouchdb").plugin(require("pouchdb-adapter-memory"));

const [adapter, folder] = process.argv.slice(2);
const Store = PouchDB.defaults(adapter === "memory" ? { adapter } : { prefix: folder + "/" });
const app = express();
app.get("/_cpu", (_request, response) => response.json(process.cpuUsage()));
app.use("/", require("express-pouchdb")(Store, { inMemoryConfig: true, logPath: folder + "/log.txt" }));
const server = app.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ listening: server.address().port }));
});
process.stdin.on("end", () => process.exit(0)).resume();
