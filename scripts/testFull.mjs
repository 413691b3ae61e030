// `npm run test:full`: the same as `npm test`, long runs with their full counts.

process.env.RADDRAFT_FULL = "1";
await import("./test.mjs");
