// Mocha's spec reporter that also writes what it counted to the file RADDRAFT_COUNTS names, for scripts/test.mjs.

const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: [], failures: [] };
    runner.on("pass", () => (counts.passed += 1));
    runner.on("pending", (test) => counts.skipped.push(test.fullTitle()));
    // A failed hook counts too: its tests did not run.
    runner.on("fail", (test) => {
      counts.failed += 1;
      counts.failures.push(test.fullTitle());
    });
    // A test that passes at its second try still says what went wrong at the first.
    runner.on("retry", (test, error) => console.log(`      tried again: ${test.fullTitle()}: ${error.message}`));
    runner.on("end", () => {
      if (process.env.RADDRAFT_COUNTS) writeFileSync(process.env.RADDRAFT_COUNTS, JSON.stringify(counts));
    });
  }
};
