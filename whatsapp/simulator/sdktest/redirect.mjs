// Leads programs that know only https://graph.facebook.com to the simulator, as
// a proxy in front of them would.
import http from "node:http";
import https from "node:https";
import { SIMULATOR } from "./harness.mjs";

const { hostname, port } = new URL(SIMULATOR);

https.request = (options, done) => {
    const asked = options.hostname ?? options.host;
    if (asked !== "graph.facebook.com") throw new Error("a call to elsewhere: " + asked);
    return http.request({ ...options, protocol: "http:", hostname, host: hostname, port, agent: undefined, agents: undefined, headers: { ...options.headers, Host: hostname + ":" + port } }, done);
};
