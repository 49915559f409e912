/* How imports lead to files: package.json maps `#app/x` to `app/x.js`, whose source is `app/x.ts`. */
module.exports = { resolve: { extensionAlias: { '.js': ['.ts', '.js'] } } }
