import pg from 'pg'

/** Postgres' type number of `bigint` (`select oid from pg_type where typname = 'int8'`). */
const INT8 = 20

/**
 * Makes node-postgres give `bigint` columns as JavaScript bigints: it gives strings otherwise, since they
 * do not fit a number. The one place that decides it, for every connection of the process.
 */
export function parseBigints(): void {
  pg.types.setTypeParser(INT8, BigInt)
}
