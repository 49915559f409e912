/* The rules are in scripts/boundaries/rules.cjs, where a test can apply them to a folder of its own. */
module.exports = require('./scripts/boundaries/rules.cjs').configFor(__dirname)
